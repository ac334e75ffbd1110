import type { IncomingHttpHeaders } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'

/** Why a request is refused, or null. */
export type Refusal = string | null

export interface RequestGuard {
  /** For every request: its Host must name this server, and its Origin, if any, must be this server's page. */
  check(headers: IncomingHttpHeaders): Refusal
  /** For the WebSocket, which browsers let any page open: the Origin must be there. */
  checkSocket(headers: IncomingHttpHeaders): Refusal
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const EVERY_ADDRESS = ['0.0.0.0', '::']

/**
 * Lets only the server's own page talk to it. The Host check is against DNS rebinding, where a foreign
 * page's name is made to lead here; it is by name alone, since a tunnel may come from another port.
 */
export function createRequestGuard(address: string): RequestGuard {
  const names = new Set([...LOOPBACK, ...reachableAt(address)])

  function check({ host, origin }: IncomingHttpHeaders): Refusal {
    if (host === undefined || !names.has(nameOf(host)))
      return 'This server is not known under that name. Open the address that Saccade printed.'
    if (origin !== undefined && !isOwn(origin, host)) return 'Only the page of this server may talk to it.'
    return null
  }

  return {
    check,
    checkSocket: (headers) =>
      check(headers) ?? (headers.origin === undefined ? 'A page that says where it is from is needed.' : null),
  }
}

/** The names, as a Host header writes them, under which other machines reach a server bound to one address or to all. */
export function reachableAt(address: string): string[] {
  if (!EVERY_ADDRESS.includes(address)) return [inUrl(address)]
  const entries = Object.values(networkInterfaces()).flatMap((entry) => entry ?? [])
  const outside = entries.filter(({ internal, scopeid }) => !internal && !scopeid) // a link-local address needs more than itself
  return [hostname().toLowerCase(), ...outside.map((entry) => inUrl(entry.address))]
}

export function isLoopback(address: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(address)
}

/** An address as it stands in a URL: IPv6 in brackets. */
export function inUrl(address: string): string {
  return (address.includes(':') ? `[${address}]` : address).toLowerCase()
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

/** A tunnel may speak https on its outside. */
function isOwn(origin: string, host: string): boolean {
  return [`http://${host}`, `https://${host}`].includes(origin.toLowerCase())
}
