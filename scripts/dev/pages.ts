import { randomBytes } from 'node:crypto'
import type { Plugin } from 'vite'
import { CONTENT_SECURITY_POLICY } from '../../src/shared/content-security-policy.ts'

/**
 * The pages while Vite serves them, under the policy of a built page and what hot reload needs beyond it: the style
 * elements that Vite makes, known by a number drawn at each start, and its socket. No inline script is let in here either.
 */
export function developmentPages(): Plugin {
  const nonce = randomBytes(16).toString('base64url')
  const policy = CONTENT_SECURITY_POLICY.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`).replace(
    "connect-src 'self'",
    "connect-src 'self' ws://localhost:*",
  )
  return {
    name: 'saccade:development-pages',
    apply: 'serve',
    config: () => ({
      html: { cspNonce: nonce },
      server: { headers: { 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' } },
    }),
    // Two policies would both have to be met, and the page's own knows nothing of the number.
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
    },
  }
}
