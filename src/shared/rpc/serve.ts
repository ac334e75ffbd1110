import { SaccadeError, toErrorData } from '../errors.ts'
import type { Channel } from './channel.ts'
import { addressee, requestSchema, type Request, type Response } from './messages.ts'

export interface CallContext {
  /** Aborted when the caller gives up or is gone. */
  readonly signal: AbortSignal
}

/** The methods of an API as its server writes them: plain functions; the context may be ignored. */
export type Handlers<Api> = { readonly [Service in keyof Api]: ServiceHandlers<Api[Service]> }

type ServiceHandlers<Service> = {
  readonly [Method in keyof Service]: Service[Method] extends () => Promise<infer Result>
    ? (request: undefined, context: CallContext) => Promise<Result>
    : Service[Method] extends (request: infer Request) => Promise<infer Result>
      ? (request: Request, context: CallContext) => Promise<Result>
      : never
}

export interface Served<Events> {
  /** Tells the other end; does nothing after the channel closed. */
  emit<Name extends keyof Events & string>(name: Name, payload: Events[Name]): void
}

export interface ServeOptions {
  /** Hears of messages that are no valid call; without it they are dropped. */
  readonly onMalformed?: (error: SaccadeError) => void
}

/**
 * Answers calls that arrive on a channel. `handlers` is plain data, services of methods: only own
 * properties can be called, and every own function can be. Both halves may use one channel; set them
 * up in the same turn, so that neither misses early messages.
 *
 * ```ts
 * const served = serve<{ trainer: TrainerApi }, TrainerEvents>(channel, { trainer })
 * served.emit('progress', progress)
 * ```
 */
export function serve<Api, Events = object>(
  channel: Channel,
  handlers: Handlers<Api>,
  options: ServeOptions = {},
): Served<Events> {
  const running = new Map<number, AbortController>()
  const post = (message: Response): void => channel.post(message)

  function fail(id: number, error: unknown): void {
    post({ kind: 'failure', id, error: toErrorData(error) })
  }

  async function answer(call: Request & { kind: 'call' }): Promise<void> {
    const { id, service, method, request } = call
    if (running.has(id)) {
      malformed(new SaccadeError('bad-usage', `The call number ${id} is in use.`))
      return
    }
    const abort = new AbortController()
    running.set(id, abort)
    try {
      const handler = findHandler(handlers, service, method)
      const value: unknown = await handler(request, { signal: abort.signal })
      // Inside the try: a result that cannot be cloned becomes an error of this call.
      if (!abort.signal.aborted) post({ kind: 'result', id, value })
    } catch (error) {
      if (!abort.signal.aborted) fail(id, error)
    } finally {
      running.delete(id)
    }
  }

  function malformed(error: SaccadeError): void {
    options.onMalformed?.(error)
  }

  channel.onMessage((message) => {
    const { half, id } = addressee(message)
    if (half === 'client') return
    const parsed = requestSchema.safeParse(message)
    if (!parsed.success) {
      const error = new SaccadeError('bad-usage', 'A message arrived that is no valid call.', {
        hint: 'Both ends must be of the same version; reload the page or restart Saccade.',
      })
      malformed(error)
      if (half === 'server' && id !== undefined) fail(id, error)
      return
    }
    if (parsed.data.kind === 'abort') running.get(parsed.data.id)?.abort()
    else void answer(parsed.data)
  })

  channel.onClose(() => {
    for (const abort of running.values()) abort.abort()
    running.clear()
  })

  return {
    emit: (name, payload) => post({ kind: 'event', name, payload }),
  }
}

type Callable = (request: unknown, context: CallContext) => unknown

/** Own properties only: `constructor`, `__proto__` and whatever else objects inherit is no method. */
function findHandler(handlers: object, service: string, method: string): Callable {
  const methods = ownProperty(handlers, service)
  const handler = ownProperty(methods, method)
  if (typeof handler === 'function') {
    return (request, context): unknown => Reflect.apply(handler, methods, [request, context])
  }
  throw new SaccadeError('bad-usage', `There is no method ${service}.${method}.`, {
    hint: 'Both ends must be of the same version; reload the page or restart Saccade.',
  })
}

function ownProperty(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined
  return Reflect.get(holder, name)
}
