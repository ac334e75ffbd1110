import { protocol, type Session } from 'electron'
import { CONTENT_SECURITY_POLICY } from '../shared/content-security-policy.ts'
import { APP_SCHEME, answerAsset } from './assets.ts'

/**
 * Makes the scheme an origin of its own, as web pages have, which `file:` pages have not. Call before the
 * application is ready.
 */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built pages in `folder` to the windows of a session. */
export function serveAssets(session: Session, folder: string): void {
  const answer = (url: string) => answerAsset(folder, url, CONTENT_SECURITY_POLICY)
  if (isFunction(session.protocol.handle)) {
    session.protocol.handle(APP_SCHEME, async ({ url }) => {
      const { status, headers, body } = await answer(url)
      return new Response(body, { status, headers })
    })
    return
  }
  // Electron before 25, which has nothing newer.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  session.protocol.registerBufferProtocol(APP_SCHEME, ({ url }, respond) => {
    void answer(url).then(({ status, headers, body }) => {
      respond({ statusCode: status, headers, mimeType: headers['content-type']?.split(';')[0], data: body })
    })
  })
}

/** Typed as always there, which it is not in an old Electron. */
function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
