import { BrowserWindow } from 'electron'
import { PAGE_ORIGIN } from './page-origin.ts'
import { PAGE_PREFERENCES, secureContents } from './window-security.ts'

export interface PreparationWindow {
  /** Opens the window, the first time, and says in it what is being done and how much of it, where that is known. */
  show(label: string, share: number | null): void
  /** Resolves when the user has closed the window, who does not want to wait. */
  readonly dismissed: Promise<void>
  close(): void
}

/** The window of a first start, whose page holds nothing but a sentence and a bar. */
export function createPreparationWindow(): PreparationWindow {
  let window: BrowserWindow | null = null
  let loaded: Promise<void> | undefined
  let dismiss: () => void = () => undefined
  const dismissed = new Promise<void>((resolve) => (dismiss = resolve))

  function open(): BrowserWindow {
    const opened = new BrowserWindow({
      width: 560,
      height: 320,
      useContentSize: true,
      resizable: false,
      maximizable: false,
      fullscreenable: false,
      backgroundColor: '#1e1e1e',
      webPreferences: PAGE_PREFERENCES,
    })
    secureContents(opened.webContents)
    opened.once('closed', () => dismiss())
    loaded = opened.loadURL(`${PAGE_ORIGIN}/preparation.html`)
    return opened
  }

  return {
    dismissed,
    show(label, share) {
      window ??= open()
      const { webContents } = window
      const bar = share === null ? `removeAttribute('value')` : `value = ${share}`
      const update = `share.${bar}; document.getElementById('label').textContent = ${JSON.stringify(label)}; void 0`
      void loaded
        ?.then(() => webContents.executeJavaScript(`{ const share = document.getElementById('share'); ${update} }`))
        .catch(() => undefined) // it was closed meanwhile
    },
    close() {
      if (window !== null && !window.isDestroyed()) window.destroy()
    },
  }
}
