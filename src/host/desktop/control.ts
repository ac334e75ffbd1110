/** What Electron's main process and a host in a process of its own say to each other, beside the lanes. */
import { z } from 'zod'
import type { Channel } from '../../shared/rpc/channel.ts'
import { errorDataSchema } from '../../shared/rpc/messages.ts'

const lane = z.string()

const resourcesSchema = z.object({
  cores: z.number().positive(),
  device: z.enum(['auto', 'cpu', 'gpu']),
})

export const fromMainSchema = z.discriminatedUnion('kind', [
  /** A window is at the other end of `lane`. */
  z.object({ kind: z.literal('window'), lane }),
  /** A window's port comes with this message; only a utility process can be given one. */
  z.object({ kind: z.literal('window-port') }),
  z.object({ kind: z.literal('worker-started'), lane, pid: z.number().int() }),
  z.object({ kind: z.literal('worker-line'), lane, line: z.string() }),
  z.object({
    kind: z.literal('worker-ended'),
    lane,
    code: z.number().int().nullable(),
    signal: z.string().nullable(),
  }),
  /** Let running work write its checkpoints, close the data folder, exit. */
  z.object({ kind: z.literal('close') }),
])
export type FromMain = z.infer<typeof fromMainSchema>

export const fromHostSchema = z.discriminatedUnion('kind', [
  /** An older history is being brought up to date, which may take a while: so far it is. */
  z.object({ kind: z.literal('upgrading'), what: z.string() }),
  /** The data folder is open; windows are served from now on. */
  z.object({ kind: z.literal('ready') }),
  /** The data folder cannot be opened. The host exits; starting it again would not help. */
  z.object({ kind: z.literal('failed'), error: errorDataSchema }),
  /** Start a worker whose channel is `lane`. */
  z.object({ kind: z.literal('launch'), lane, resources: resourcesSchema }),
  /** End that worker at once. */
  z.object({ kind: z.literal('kill'), lane }),
])
export type FromHost = z.infer<typeof fromHostSchema>

/** Hears the messages of one direction; those of lanes on the same channel are none of them. */
export function onControl<Message>(
  channel: Channel,
  schema: z.ZodType<Message>,
  listener: (message: Message) => void,
): () => void {
  return channel.onMessage((message) => {
    const parsed = schema.safeParse(message)
    if (parsed.success) listener(parsed.data)
  })
}
