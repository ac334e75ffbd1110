import { utilityProcess } from 'electron'
import { z } from 'zod'
import { createLineLog } from '../host/workers/line-log.ts'
import { killProcess } from './utility-process.ts'

const messageSchema = z.discriminatedUnion('kind', [
  /** What is being done, where that has changed, and how much of it is done, where that is known. */
  z.object({ kind: z.literal('progress'), label: z.string().nullable(), share: z.number().nullable() }),
  /** Run this script in a process of its own; the answer is what it prints and its exit code. */
  z.object({
    kind: z.literal('trial'),
    script: z.string(),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('done'), recordPath: z.string() }),
])

/** What scripts/setup/try-native.cjs prints at its end. */
const SUCCESS = /^tensorflow \S+$/

export interface EngineSetup {
  /** The program of set-up, `out/main/setup.cjs`. */
  readonly script: string
  /** Try again what failed before. */
  readonly again: boolean
  onProgress(label: string, share: number | null): void
}

/**
 * Runs set-up inside the installed application, whose user never ran it: a utility process fetches TensorFlow into the
 * cache folder, or finds it there. Resolves with the path of its record; never rejects, for without one WASM is used.
 */
export function setUpEngine({ script, again, onProgress }: EngineSetup): Promise<string | null> {
  const child = utilityProcess.fork(script, again ? ['--again'] : [], {
    serviceName: 'Saccade set-up',
    stdio: 'inherit',
  })
  let label = ''
  return new Promise((resolve) => {
    child.on('message', (data: unknown) => {
      const message = messageSchema.parse(data)
      if (message.kind === 'progress') {
        label = message.label ?? label
        onProgress(label, message.share)
      } else if (message.kind === 'trial') {
        void runTrial(message.script, message.args, message.env).then((outcome) => child.postMessage(outcome))
      } else {
        resolve(message.recordPath)
        child.kill()
      }
    })
    child.once('exit', () => resolve(null))
  })
}

/**
 * Runs a trial of TensorFlow until it says that all is well, or ends. A utility process does not end by itself, and what it
 * says in its last moment is lost.
 */
function runTrial(
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; text: string }> {
  const child = utilityProcess.fork(script, args, {
    env: { ...process.env, ...env },
    serviceName: 'Saccade trial',
    stdio: 'pipe',
  })
  const log = createLineLog()
  for (const stream of [child.stdout, child.stderr]) if (stream) log.read(stream)
  return new Promise((resolve) => {
    const end = (code: number): void => resolve({ code, text: `${log.last().join('\n')}\n` })
    log.onLine((line) => {
      if (!SUCCESS.test(line)) return
      end(0)
      killProcess(child)
    })
    child.once('exit', (code: number) => end(code || 1))
  })
}
