import type { HostEvents } from '../shared/contract/host.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import type { Parsing } from '../shared/rpc/contract.ts'
import { serve } from '../shared/rpc/rpc.ts'
import type { EventSource } from './events.ts'

/** What a host shows its windows. */
export interface ServedHost {
  readonly api: Parsing
  readonly events: Pick<EventSource, 'onAny'>
}

/** Serves the host to one window, until the channel closes: its calls, and every event. */
export function serveHost(channel: Channel, { api, events }: ServedHost): void {
  const served = serve<HostEvents>(channel, api)
  channel.onClose(events.onAny(({ name, payload }) => served.emit(name, payload)))
}
