import icon from '../../resources/icons/256x256.png?asset'
import { BrowserWindow, MessageChannelMain, ipcMain, screen, type MessagePortMain } from 'electron'
import { CONNECT_CHANNEL, PORT_CHANNEL } from '../shared/channels.ts'
import { systemFault } from '../shared/system-errors.ts'
import { createBackOff } from './back-off.ts'
import { PAGE_ORIGIN } from './page-origin.ts'
import { readPlace, writePlace } from './window-place.ts'
import { PAGE_PREFERENCES, isOwnPage, secureContents } from './window-security.ts'

const RELOADS = 3

export interface WindowOptions {
  readonly preload: string
  /** Where the window's place is remembered. */
  readonly placeFile: string
  /** Gives one end of a port pair to the host; false while there is no host. */
  readonly connect: (port: MessagePortMain) => boolean
  /** The page crashes whenever it is loaded. */
  readonly onHopeless: () => void
}

export interface AppWindow {
  /** Gives the page a connection to the host, unless it has not asked for one yet. */
  offerPort(): void
  focus(): void
  hide(): void
}

/** Opens the application's one window. */
export function openWindow(options: WindowOptions): AppWindow {
  const place = readPlace(
    options.placeFile,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...place,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: '#1e1e1e',
    icon, // on Linux; elsewhere the program's own is used
    webPreferences: { ...PAGE_PREFERENCES, preload: options.preload },
  })
  if (place?.maximized === true) window.maximize()
  const contents = window.webContents
  let asked = false

  function offerPort(): void {
    if (!asked || contents.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    if (options.connect(port1)) contents.postMessage(PORT_CHANNEL, null, [port2])
  }

  secureContents(contents)
  ipcMain.on(CONNECT_CHANNEL, (event) => {
    if (!isOwnPage(event, contents)) return
    asked = true
    offerPort()
  })
  // Another page than the one that asked; moving about inside a page does not count.
  contents.on('did-navigate', () => (asked = false))
  reloadAfterCrash(window, options.onHopeless)

  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    try {
      writePlace(options.placeFile, { ...window.getNormalBounds(), maximized: window.isMaximized() })
    } catch (error) {
      // A full disk, say. It must not keep the window from closing.
      console.error(`The place of the window cannot be remembered: ${systemFault(error)}`)
    }
  })
  void window.loadURL(`${PAGE_ORIGIN}/`)

  return {
    offerPort,
    focus() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.focus()
    },
    hide() {
      if (!window.isDestroyed()) window.hide()
    },
  }
}

/** The host and its trainings go on without the page, so a new page loses nothing. */
function reloadAfterCrash(window: BrowserWindow, onHopeless: () => void): void {
  const backOff = createBackOff(RELOADS)
  let loaded = Date.now()
  window.webContents.on('did-finish-load', () => (loaded = Date.now()))
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return
    const delay = backOff.next(Date.now() - loaded)
    if (delay === null) onHopeless()
    else {
      setTimeout(() => {
        if (!window.isDestroyed()) window.webContents.reload()
      }, delay)
    }
  })
}
