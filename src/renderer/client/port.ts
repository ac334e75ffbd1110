import { PORT_CHANNEL, READY_MESSAGE } from '../../shared/channels.ts'
import { portChannel } from '../../shared/rpc/port-channel.ts'
import { type HostClient, createClientCore } from './client.ts'

/** How long the window waits for its port before it says that something is wrong, in milliseconds. */
const PATIENCE = 15_000

/**
 * Desktop: the preload hands over one end of a port pair as a window message `{type: 'saccade:port'}`.
 * The page asks with `{type: 'saccade:ready'}` first, since it may load after the preload has its port.
 */
export function createPortClient(): HostClient {
  const { client, attach, update } = createClientCore(() => location.reload())
  const timer = setTimeout(() => {
    update({ status: 'closed', text: 'The host did not answer', hint: 'Restart Saccade.' })
  }, PATIENCE)

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0]
    if (event.source !== window || !port || !isPortMessage(event.data)) return
    clearTimeout(timer)
    const channel = portChannel(port)
    attach(channel)
    const generation = client.connection.value.generation + 1
    update({ status: 'connected', text: 'Connected to the host', hint: '', generation })
    channel.onClose(() => {
      if (client.connection.value.generation !== generation) return // a newer port took over
      update({
        status: 'waiting',
        text: 'The host, which keeps the history and runs the trainings, has stopped and is being started again',
        hint: 'Finished evaluations are stored; unfinished runs can be resumed.',
      })
    })
  })
  window.postMessage({ type: READY_MESSAGE }, '/')
  return client
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_CHANNEL
}
