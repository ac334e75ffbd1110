import { websocketChannel } from '../../shared/rpc/websocket-channel.ts'
import { SOCKET_PATH, socketProtocols } from '../../shared/served-address.ts'
import { type HostClient, createClientCore } from './client.ts'
import { takeToken } from './token.ts'

const FIRST_DELAY = 500
const LONGEST_DELAY = 15_000

/** Served: a WebSocket to the server the page came from. A lost connection is made again with growing delays. */
export function createWebSocketClient(): HostClient {
  const token = takeToken({ location, history, storage: sessionStorage })
  const { client, attach, update } = createClientCore(retry)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    const socket = new WebSocket(socketAddress(), socketProtocols(token))
    const channel = websocketChannel(socket)
    attach(channel)
    let opened = false
    socket.addEventListener('open', () => {
      opened = true
      failures = 0
      const generation = client.connection.value.generation + 1
      update({ status: 'connected', text: 'Connected to the host', hint: '', generation })
    })
    channel.onClose(() => {
      failures += 1
      // A server that is there but never lets us in most likely does not know the token.
      const refused = !opened && client.connection.value.generation === 0 && failures >= 2
      const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY)
      update({
        status: 'waiting',
        text: refused ? 'The host does not let this page in' : 'The connection to the host is lost; trying again',
        hint: refused
          ? 'Open the address that `saccade serve` printed, with its token; each launch has a new one.'
          : 'Is `saccade serve` still running, and the tunnel to it open? Runs do not need this page. If it was started again, open the address it printed: each launch has a new token.',
      })
      timer = setTimeout(open, delay)
    })
  }

  function retry(): void {
    if (client.connection.value.status !== 'waiting') return
    clearTimeout(timer)
    update({ status: 'connecting', text: 'Connecting to the host', hint: '' })
    open()
  }

  // The address of a new launch put into this tab only changes the fragment, at which no browser loads the page anew.
  addEventListener('hashchange', ({ newURL }) => {
    const address = new URL(newURL)
    if (!address.hash.startsWith('#token=')) return
    takeToken({ location: address, history, storage: sessionStorage })
    location.reload()
  })

  open()
  return client
}

function socketAddress(): string {
  const address = new URL(SOCKET_PATH, location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  address.hash = ''
  address.search = ''
  return address.href
}
