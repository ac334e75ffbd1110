import type { HostApi, HostEvents } from '../shared/contract/host.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import { serve } from '../shared/rpc/rpc.ts'
import type { Host } from './host.ts'

/** Answers the calls of one window and passes the host's events on to it, until its channel closes. */
export function serveWindow(channel: Channel, host: Pick<Host, 'api' | 'events'>): void {
  const served = serve<HostApi, HostEvents>(channel, host.api)
  const silence = host.events.onAny(({ name, payload }) => served.emit(name, payload))
  channel.onClose(silence)
}
