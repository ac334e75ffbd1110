import { ipcRenderer } from 'electron'
import { CONNECT_CHANNEL, PORT_CHANNEL, READY_MESSAGE } from '../shared/channels.ts'

// The whole bridge between the sandboxed page and the rest: when the page says that it listens, ask main
// for a connection, and hand each MessagePort main sends on to the page. Nothing is exposed on `window`.

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window && isReady(event.data)) ipcRenderer.send(CONNECT_CHANNEL)
})

ipcRenderer.on(PORT_CHANNEL, (event) => {
  // Only to our own page: were another one ever in the window, the port would not reach it.
  window.postMessage({ type: PORT_CHANNEL }, window.location.origin, [...event.ports])
})

function isReady(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === READY_MESSAGE
}
