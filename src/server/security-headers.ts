import type { ServerResponse } from 'node:http'
import { CONTENT_SECURITY_POLICY } from '../shared/content-security-policy.ts'

/** Put on every answer, errors too. `host` is the request's own, once it is known to be a good one. */
export function setSecurityHeaders(response: ServerResponse, host: string | null): void {
  response.setHeader('Content-Security-Policy', host === null ? CONTENT_SECURITY_POLICY : withSocket(host))
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
}

/** Not every browser takes `'self'` to hold the WebSocket of the same origin. */
function withSocket(host: string): string {
  return CONTENT_SECURITY_POLICY.replace("connect-src 'self'", `connect-src 'self' ws://${host} wss://${host}`)
}
