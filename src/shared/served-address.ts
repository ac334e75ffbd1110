/** What a page in served mode and its server agree on, beside the contract. */

/** Where the WebSocket is, relative to the page. */
export const SOCKET_PATH = 'socket'

/** The protocol a server answers with. The token goes beside it as a second one, for a URL is logged and kept. */
export const SOCKET_PROTOCOL = 'saccade'

const TOKEN_PREFIX = 'token.'

/** The protocols to open the WebSocket with: `new WebSocket(url, socketProtocols(token))`. */
export function socketProtocols(token: string): string[] {
  return token === '' ? [SOCKET_PROTOCOL] : [SOCKET_PROTOCOL, TOKEN_PREFIX + token]
}

/** The inverse of {@link socketProtocols}; empty where there is no token. */
export function tokenOf(protocols: Iterable<string>): string {
  for (const protocol of protocols) if (protocol.startsWith(TOKEN_PREFIX)) return protocol.slice(TOKEN_PREFIX.length)
  return ''
}
