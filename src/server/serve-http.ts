import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ServedHost } from '../host/serve-host.ts'
import { SaccadeError } from '../shared/errors.ts'
import { systemFault } from '../shared/system-errors.ts'
import { LARGEST_MESSAGE } from '../shared/rpc/message-bytes.ts'
import { SOCKET_PATH, SOCKET_PROTOCOL, tokenOf } from '../shared/served-address.ts'
import { createClients } from './clients.ts'
import { createRequestGuard, inUrl, isLoopback, reachableAt, type RequestGuard } from './request-guard.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { sendFile, sendText } from './static-files.ts'
import { createToken, sameToken } from './token.ts'

export interface ServeOptions {
  readonly host: ServedHost
  /** The built pages, `out/renderer`. */
  readonly rendererFolder: string
  /** 0 for any free one. */
  readonly port: number
  /** The address to bind to; loopback unless told otherwise. */
  readonly address?: string
  /** The secret of this launch; a fresh one by default. */
  readonly token?: string
  /** Milliseconds between two looks whether the pages are still there. */
  readonly pingInterval?: number
}

export interface HttpServing {
  /** What to open in a browser, with the token. */
  readonly url: string
  readonly port: number
  readonly token: string
  /** What the one who starts the server must know; empty on loopback. */
  readonly warning: string
  readonly clients: number
  close(): Promise<void>
}

/**
 * Serves the pages and, over a WebSocket, the host to browsers. Nothing is answered to a request under a
 * foreign name or from a foreign page, and the host only to who knows the token.
 * @throws bad-usage when the address cannot be bound to
 */
export async function serveHttp(options: ServeOptions): Promise<HttpServing> {
  const { host, rendererFolder, address = '127.0.0.1', token = createToken(), pingInterval = 30_000 } = options
  const guard = createRequestGuard(address)
  const clients = createClients(host, pingInterval)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  })

  const server = createServer((request, response) => void answer(guard, rendererFolder, request, response))
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const refusal = refuseSocket(guard, token, request)
    if (refusal !== null) refuse(socket, refusal)
    else sockets.handleUpgrade(request, socket, head, (opened) => clients.add(opened))
  })

  const port = await listen(server, options.port, address)
  return {
    url: `http://${pageHost(address)}:${port}/#token=${token}`,
    port,
    token,
    warning: isLoopback(address) ? '' : warning(address, port),
    get clients() {
      return clients.count
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await clients.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  guard: RequestGuard,
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = guard.check(request.headers)
  setSecurityHeaders(response, refusal === null ? (request.headers.host ?? null) : null)
  if (refusal !== null) {
    sendText(response, 403, refusal)
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    sendText(response, 405, 'Only GET and HEAD are answered here.')
  } else {
    await sendFile(folder, request, response)
  }
}

interface SocketRefusal {
  readonly status: number
  readonly text: string
}

function refuseSocket(guard: RequestGuard, token: string, request: IncomingMessage): SocketRefusal | null {
  const text = guard.checkSocket(request.headers)
  if (text !== null) return { status: 403, text }
  if (request.url !== `/${SOCKET_PATH}`) return { status: 404, text: 'There is no WebSocket here.' }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  if (offered.includes(SOCKET_PROTOCOL) && sameToken(tokenOf(offered), token)) return null
  return {
    status: 401,
    text: 'The token is missing or not that of this launch. Open the address that Saccade printed.',
  }
}

/** Before the upgrade there is only the bare socket to answer on. */
function refuse(socket: Duplex, { status, text }: SocketRefusal): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n' +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, address)))
    server.listen(port, address, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
    })
  })
}

function listenError(error: NodeJS.ErrnoException, port: number, address: string): SaccadeError {
  const place = `${inUrl(address)}:${port}`
  const causes: Record<string, readonly [message: string, hint: string]> = {
    EADDRINUSE: [`${place} is in use by another program.`, 'Choose another port with --port, or 0 for any free one.'],
    EACCES: [`${place} may not be used by this user.`, 'Choose a port above 1023 with --port.'],
    EADDRNOTAVAIL: [`${address} is no address of this machine.`, 'Leave --host out to serve this machine alone.'],
    ENOTFOUND: [`${address} is no known host.`, 'Leave --host out to serve this machine alone.'],
  }
  const [message, hint] = causes[error.code ?? ''] ?? [`Cannot listen at ${place}: ${systemFault(error)}`, '']
  return new SaccadeError('bad-usage', message, { hint, cause: error })
}

/** Where a browser on this machine finds it. */
function pageHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '[::1]' : inUrl(address)
}

function warning(address: string, port: number): string {
  const places = reachableAt(address).map((name) => `${name}:${port}`)
  return (
    `Other machines can reach Saccade at ${places.join(', ')}. Whoever has the address with its token can read and ` +
    'change everything, and the traffic is not encrypted. A tunnel is safer: ' +
    `ssh -L ${port}:127.0.0.1:${port} this-machine, and no --host.`
  )
}
