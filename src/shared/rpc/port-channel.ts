import type { Channel } from './channel.ts'
import { createInbox } from './inbox.ts'

/** A MessagePort of a page, a web worker or a Node thread. */
export interface DomPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
  start(): void
  close(): void
}

/** Electron's MessagePortMain, and the parentPort of a utility process, which has no end of its own. */
export interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start?(): void
  close?(): void
}

// Browsers before Chrome 122 do not tell one port that the other closed, so the closing end says it.
const GOODBYE = 'saccade:goodbye'

/** A channel over one end of a port pair. Messages are structured clones. */
export function portChannel(port: DomPort | ElectronPort): Channel {
  const inbox = createInbox()

  function onMessage(event: { readonly data: unknown }): void {
    if (event.data === GOODBYE) closeBoth()
    else inbox.deliver(event.data)
  }

  function closeBoth(): void {
    inbox.close()
    port.close?.()
  }

  if ('addEventListener' in port) {
    port.addEventListener('message', onMessage)
    port.addEventListener('close', () => inbox.close())
  } else {
    port.on('message', onMessage)
    port.on('close', () => inbox.close())
  }
  port.start?.()

  return {
    post(message) {
      if (!inbox.closed) port.postMessage(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      if (inbox.closed) return
      port.postMessage(GOODBYE)
      closeBoth()
    },
  }
}
