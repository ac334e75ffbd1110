import type { Session, WebContents, WebPreferences } from 'electron'
import { isOwnAddress, isOwnPageAddress } from './page-origin.ts'

/** What a page in the window may do by itself: nothing of Node, nothing of the preload's world. */
export const PAGE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences

/** Copying a picture or a table is the one thing the page may ask of the system. */
const PERMITTED = ['clipboard-sanitized-write']

/** Nothing is loaded from anywhere but the application, and no permission is given. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer) => answer(PERMITTED.includes(permission)))
  session.setPermissionCheckHandler((_, permission) => PERMITTED.includes(permission))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwn(url) }))
}

/** The page stays the page: no navigation, no further windows, no embedded guests. */
export function secureContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** What an IPC message says of its sender. */
export interface Sender {
  readonly sender: WebContents
  readonly senderFrame: { readonly url: string } | null
}

/** True for messages of our page in the top frame of that window; its frames and other contents have no say. */
export function isOwnPage({ sender, senderFrame }: Sender, contents: WebContents): boolean {
  return sender === contents && senderFrame === contents.mainFrame && isOwnPageAddress(senderFrame.url)
}

function isOwn(url: string): boolean {
  return isOwnAddress(url) || /^(data|blob|devtools):/.test(url)
}
