import { type ShallowRef, shallowRef } from 'vue'
import type { Channel } from '../../shared/rpc/channel.ts'
import type { HostApi, HostEvents } from '../../shared/contract/host.ts'
import { type Connected, type Remote, connect } from '../../shared/rpc/rpc.ts'

export type ConnectionStatus = 'connecting' | 'connected' | 'waiting' | 'closed'

export interface Connection {
  readonly status: ConnectionStatus
  /** A sentence for a person. */
  readonly text: string
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string
  /** How many times a connection was made; grows with every reconnection. */
  readonly generation: number
}

/** The window's only way to the host, whatever the wire. */
export interface HostClient {
  /** Calls go to the connection that is live when they are made; without one they reject with `disconnected`. */
  readonly api: Remote<HostApi>
  /** Events of every connection, across reconnections. Returns the listener's removal. */
  on<Name extends keyof HostEvents>(name: Name, listener: (payload: HostEvents[Name]) => void): () => void
  readonly connection: Readonly<ShallowRef<Connection>>
  /** Tries again at once, where there is something to try. */
  retry(): void
}

export type HostConnection = Connected<HostApi, HostEvents>

/** Every event there is: one that is missing does not compile, since no page would hear of it. */
const EVENTS = {
  runs: true,
  removed: true,
  queue: true,
  sweeps: true,
  sweepRemoved: true,
  boards: true,
  datasets: true,
  datasetProgress: true,
  bundleProgress: true,
  reportProgress: true,
  progress: true,
  metrics: true,
  evaluation: true,
  snapshot: true,
  decoding: true,
  wentBack: true,
  log: true,
} as const satisfies Record<keyof HostEvents, true>
const EVENT_NAMES = Object.keys(EVENTS) as (keyof HostEvents)[]

/** The part of a client that all wires share: hand it each new channel with `attach`. */
export function createClientCore(retry: () => void): {
  client: HostClient
  attach(channel: Channel): HostConnection
  update(change: Partial<Connection>): void
} {
  const connection = shallowRef<Connection>({
    status: 'connecting',
    text: 'Connecting to the host',
    hint: '',
    generation: 0,
  })
  const listeners = new Map<keyof HostEvents, Set<(payload: never) => void>>()
  let live: HostConnection | undefined

  function attach(channel: Channel): HostConnection {
    const attached: HostConnection = connect<HostApi, HostEvents>(channel)
    for (const name of EVENT_NAMES) attached.on(name, (payload) => tell(name, payload))
    live = attached
    return attached
  }

  function tell<Name extends keyof HostEvents>(name: Name, payload: HostEvents[Name]): void {
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
  }

  function current(): HostConnection {
    // Before the first channel a closed one stands in, so that calls reject in the ordinary way.
    live ??= connect<HostApi, HostEvents>(closedChannel())
    return live
  }

  return {
    client: {
      api: {
        get runs() {
          return current().api.runs
        },
        get queue() {
          return current().api.queue
        },
        get sweeps() {
          return current().api.sweeps
        },
        get boards() {
          return current().api.boards
        },
        get outputs() {
          return current().api.outputs
        },
        get datasets() {
          return current().api.datasets
        },
        get bundles() {
          return current().api.bundles
        },
        get scores() {
          return current().api.scores
        },
        get system() {
          return current().api.system
        },
      },
      on(name, listener) {
        const set = listeners.get(name) ?? new Set()
        listeners.set(name, set)
        set.add(listener)
        return () => set.delete(listener)
      },
      connection,
      retry,
    },
    attach,
    update(change) {
      connection.value = { ...connection.value, ...change }
    },
  }
}

function closedChannel(): Channel {
  const ignore = () => () => undefined
  return {
    post: () => undefined,
    onMessage: ignore,
    onClose(listener) {
      listener()
      return () => undefined
    },
    close: () => undefined,
  }
}
