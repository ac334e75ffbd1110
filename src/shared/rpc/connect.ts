import { SaccadeError, fromErrorData } from '../errors.ts'
import type { Channel } from './channel.ts'
import { addressee, responseSchema, type Request } from './messages.ts'

export interface CallOptions {
  /** Gives the call up: it rejects with `aborted`, and the other end is told. */
  readonly signal?: AbortSignal
}

/** An API as its caller sees it: the same methods, each with options. Assignable to the plain API. */
export type Remote<Api> = { readonly [Service in keyof Api]: RemoteService<Api[Service]> }

type RemoteService<Service> = {
  readonly [Method in keyof Service]: Service[Method] extends () => Promise<infer Result>
    ? (request?: undefined, options?: CallOptions) => Promise<Result>
    : Service[Method] extends (request: infer Request) => Promise<infer Result>
      ? (request: Request, options?: CallOptions) => Promise<Result>
      : never
}

export interface Connected<Api, Events> {
  readonly api: Remote<Api>
  /** Listens to one kind of event, in the order of sending. Returns its removal. */
  on<Name extends keyof Events & string>(name: Name, listener: (payload: Events[Name]) => void): () => void
}

export interface ConnectOptions {
  /** Hears of messages that are no valid answer or event; without it they are dropped. */
  readonly onMalformed?: (error: SaccadeError) => void
}

interface Pending {
  readonly name: string
  resolve(value: unknown): void
  reject(error: SaccadeError): void
}

/**
 * Calls the API that is served at the other end of a channel and hears its events. When the channel
 * closes every pending call rejects with `disconnected`, as does every later one. Results are trusted
 * to have the type the contract states; the message around them is checked. Connect a channel once.
 *
 * ```ts
 * const worker = connect<{ trainer: TrainerApi }, TrainerEvents>(channel)
 * worker.on('progress', show)
 * await worker.api.trainer.train(request, { signal })
 * ```
 */
export function connect<Api, Events = object>(channel: Channel, options: ConnectOptions = {}): Connected<Api, Events> {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<(payload: never) => void>>()
  let nextId = 0
  let closed = false
  const post = (message: Request): void => channel.post(message)

  function call(service: string, method: string, request: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    const name = `${service}.${method}`
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true || closed) {
        reject(closed ? disconnected(name) : aborted(name))
        return
      }
      const id = nextId++
      const giveUp = (): void => {
        settle(id)?.reject(aborted(name))
        post({ kind: 'abort', id })
      }
      const clean = (): void => signal?.removeEventListener('abort', giveUp)
      pending.set(id, {
        name,
        resolve(value) {
          clean()
          resolve(value)
        },
        reject(error) {
          clean()
          reject(error)
        },
      })
      signal?.addEventListener('abort', giveUp)
      try {
        post({ kind: 'call', id, service, method, request })
      } catch (error) {
        settle(id)?.reject(error instanceof SaccadeError ? error : unsendable(name, error))
      }
    })
  }

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id)
    pending.delete(id)
    return entry
  }

  channel.onMessage((message) => {
    if (addressee(message).half === 'server') return
    const parsed = responseSchema.safeParse(message)
    if (!parsed.success) {
      options.onMalformed?.(new SaccadeError('bad-usage', 'A message arrived that is no valid answer or event.'))
      return
    }
    const response = parsed.data
    // An answer nobody waits for belongs to a call that was given up.
    if (response.kind === 'result') settle(response.id)?.resolve(response.value)
    else if (response.kind === 'failure') settle(response.id)?.reject(fromErrorData(response.error))
    else tell([...(listeners.get(response.name) ?? [])], response.payload)
  })

  channel.onClose(() => {
    closed = true
    const waiting = [...pending.values()]
    pending.clear()
    for (const { name, reject } of waiting) reject(disconnected(name))
  })

  return {
    api: remote<Api>(call),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener)
      return () => set.delete(listener)
    },
  }
}

type Call = (service: string, method: string, request: unknown, options?: CallOptions) => Promise<unknown>

/** Any name is a service and any name in it a method; the other end knows which exist. */
function remote<Api>(call: Call): Remote<Api> {
  return members((service) =>
    // A `then` would make the service look like a promise to `await`.
    members((method) =>
      method === 'then'
        ? undefined
        : (request: unknown, options?: CallOptions) => call(service, method, request, options),
    ),
  ) as Remote<Api>
}

/** A read-only object that makes its members on first use and keeps them. */
function members(make: (name: string) => unknown): object {
  const made = new Map<string, unknown>()
  return new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === 'symbol') return undefined
        if (!made.has(name)) made.set(name, make(name))
        return made.get(name)
      },
    },
  )
}

/** Every listener hears the event even when one fails; a failing listener is a defect, not the wire's. */
function tell(listeners: readonly ((payload: never) => void)[], payload: unknown): void {
  for (const listener of listeners) {
    try {
      listener(payload as never)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

function unsendable(name: string, error: unknown): SaccadeError {
  const reason = error instanceof Error ? error.message : String(error)
  return new SaccadeError('internal', `The request of ${name} cannot be sent: ${reason}`, { cause: error })
}

// A person is told of these, to whom the name of a method says nothing; it is kept for whoever looks for a fault.
function aborted(name: string): SaccadeError {
  return new SaccadeError('aborted', 'This was given up.', { cause: name })
}

function disconnected(name: string): SaccadeError {
  return new SaccadeError('disconnected', 'The connection closed before the answer came.', { cause: name })
}
