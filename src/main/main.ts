/**
 * Electron's main process: one window, one host, their connection. It opens no database and computes
 * nothing, so the window never waits for it.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { app, dialog, session } from 'electron'
import { chooseDataFolder } from '../host/folder/data-folder.ts'
import type { ErrorData } from '../shared/errors.ts'
import { keepHost, type HostKeeper } from './host-keeper.ts'
import { startHost } from './host-process.ts'
import { installMenu } from './menu.ts'
import { registerScheme, serveAssets } from './serve-assets.ts'
import { openWindow, type AppWindow } from './window.ts'
import { secureSession } from './window-security.ts'
import { startWorker } from './workers.ts'

/** How long quitting waits for running trainings to write their checkpoints, in milliseconds. */
const CLOSE_DEADLINE = 60_000
/** The oldest Node-API that the database's binary works with. */
const NODE_API = 10

const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { 'data-dir': { type: 'string' } },
  strict: false, // Chromium's own switches are among the arguments
})
const chosen = values['data-dir']
const folder = chooseDataFolder(typeof chosen === 'string' ? chosen : undefined)

// What Chromium stores, and with it the lock that admits one window, is kept apart for each data folder.
const folderId = createHash('sha256').update(folder).digest('hex').slice(0, 12)
app.setPath('userData', join(app.getPath('appData'), 'saccade', 'windows', folderId))

registerScheme()
if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(start)
} else if (import.meta.env.DEV) {
  // electron-vite starts the next one while the last is still closing its history.
  const again = setInterval(() => {
    if (!app.requestSingleInstanceLock()) return
    clearInterval(again)
    void app.whenReady().then(start)
  }, 200)
} else {
  console.error(`Saccade is open already on ${folder}; its window comes to the front.`)
  app.quit()
}

function start(): void {
  const programs = import.meta.dirname
  const pages = join(programs, '..', 'renderer')
  secureSession(session.defaultSession)
  serveAssets(session.defaultSession, pages)
  installMenu(folder)

  let window: AppWindow | null = null
  const host = keepHost({
    startHost: () => startHost({ script: join(programs, 'host.cjs'), args: ['--data-dir', folder], node: hostNode() }),
    startWorker: (resources) => startWorker(join(programs, 'worker.cjs'), resources),
    onReady: () => window?.offerPort(),
    onFailed: (error) => void giveUp(error, host),
  })
  window = openWindow({
    preload: join(programs, '..', 'preload', 'preload.cjs'),
    placeFile: join(app.getPath('userData'), 'window.json'),
    connect: host.connectWindow,
    onHopeless: () =>
      void giveUp(
        { message: 'The page in the window crashes again and again.', hint: '“saccade serve” shows it in a browser.' },
        host,
      ),
  })
  app.on('second-instance', () => window.focus())
  app.on('window-all-closed', () => app.quit())
  closeHostBeforeQuit(host, window)
}

/** A utility process runs the host, unless its Node is too old for the database: then a Node of its own. */
function hostNode(): string | undefined {
  const { SACCADE_HOST_NODE, SACCADE_NODE } = process.env
  if (SACCADE_HOST_NODE) return SACCADE_HOST_NODE
  if (Number(process.versions.napi) >= NODE_API) return undefined
  return SACCADE_NODE ?? 'node'
}

function closeHostBeforeQuit(host: HostKeeper, window: AppWindow): void {
  let closed = false
  let closing = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    if (closing) return
    closing = true
    window.hide()
    void host.close(CLOSE_DEADLINE).then(() => {
      closed = true
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}

async function giveUp({ message, hint }: Pick<ErrorData, 'message' | 'hint'>, host: HostKeeper): Promise<void> {
  console.error(`${message}\n${hint}`)
  await dialog.showMessageBox({ type: 'error', title: 'Saccade', message, detail: hint, buttons: ['Quit'] })
  await host.close(CLOSE_DEADLINE)
  app.exit(1)
}
