import type { HostClient } from './client.ts'
import { createPortClient } from './port.ts'
import { createWebSocketClient } from './websocket.ts'

/** In the desktop window the preload hands over a port; in a browser tab the page's server has a socket. */
export function openHost(): HostClient {
  return navigator.userAgent.includes('Electron/') ? createPortClient() : createWebSocketClient()
}
