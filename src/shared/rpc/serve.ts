import { SaccadeError, toErrorData } from '../errors.ts'
import type { Channel } from './channel.ts'
import type { CallContext, Parsing } from './contract.ts'
import { addressee, requestSchema, type Request, type Response } from './messages.ts'

export interface Served<Events> {
  /** Tells the other end; does nothing after the channel closed. */
  emit<Name extends keyof Events & string>(name: Name, payload: Events[Name]): void
}

export interface ServeOptions {
  /** Hears of messages that are no valid call; without it they are dropped. */
  readonly onMalformed?: (error: SaccadeError) => void
}

/**
 * Answers calls that arrive on a channel. What is served has its contract before it, so that no request comes
 * further that does not fit; nothing but the methods of the contract can be called. Both halves may use one channel;
 * set them up in the same turn, so that neither misses early messages.
 *
 * ```ts
 * const served = serve<TrainerEvents>(channel, implement(trainerContract, { trainer }))
 * served.emit('progress', progress)
 * ```
 */
export function serve<Events = object>(channel: Channel, api: Parsing, options: ServeOptions = {}): Served<Events> {
  const running = new Map<number, AbortController>()
  const post = (message: Response): void => channel.post(message)

  function fail(id: number, error: unknown): void {
    post({ kind: 'failure', id, error: toErrorData(error) })
  }

  async function answer({ id, service, method, request }: Request & { kind: 'call' }): Promise<void> {
    if (running.has(id)) {
      malformed(new SaccadeError('bad-usage', `The call number ${id} is in use.`))
      return
    }
    const abort = new AbortController()
    running.set(id, abort)
    try {
      const call = findMethod(api, service, method)
      const value: unknown = await call(request, { signal: abort.signal })
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
function findMethod(api: object, service: string, method: string): Callable {
  const methods = ownProperty(api, service)
  const found = ownProperty(methods, method)
  if (typeof found === 'function') {
    return (request, context): unknown => Reflect.apply(found, methods, [request, context])
  }
  throw new SaccadeError('bad-usage', `There is no method ${service}.${method}.`, {
    hint: 'Both ends must be of the same version; reload the page or restart Saccade.',
  })
}

function ownProperty(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined
  return Reflect.get(holder, name)
}
