import { websocketChannel } from '../../shared/rpc/websocket-channel.ts'
import { SOCKET_PATH, socketProtocols } from '../../shared/served-address.ts'
import { type HostClient, createClientCore } from './client.ts'
import { shareToken } from './share-token.ts'
import { keepToken, takeToken } from './token.ts'

const FIRST_DELAY = 500
const LONGEST_DELAY = 15_000

/** So long a tab without a token waits for one of another tab before it tries without, in milliseconds. */
const PATIENCE = 300

/**
 * Served: a WebSocket to the server the page came from. A lost connection is made again with growing delays. A tab that
 * is not let in asks the other tabs for the token.
 */
export function createWebSocketClient(): HostClient {
  let token = takeToken({ location, history, storage: sessionStorage })
  const { client, attach, update } = createClientCore(retry)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const isIn = () => client.connection.value.status === 'connected'
  const tabs = shareToken(
    new BroadcastChannel('saccade'),
    () => (isIn() ? token : null),
    (given) => {
      if (given === token) return
      keepToken(sessionStorage, (token = given))
      // One that tries at the moment will be refused and try again.
      if (timer === undefined) return
      clearTimeout(timer)
      open()
    },
  )

  function open(): void {
    timer = undefined
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
      tabs.ask()
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

  if (token === '') {
    tabs.ask()
    timer = setTimeout(open, PATIENCE)
  } else open()
  return client
}

function socketAddress(): string {
  const address = new URL(SOCKET_PATH, location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  address.hash = ''
  address.search = ''
  return address.href
}
