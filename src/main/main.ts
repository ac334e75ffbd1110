/**
 * Electron's main process: one window, one host, their connection. It opens no database and computes
 * nothing, so the window never waits for it.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { app, dialog, session } from 'electron'
import { chooseDataFolder } from '../host/folder/data-folder.ts'
import { type ErrorData, toErrorData } from '../shared/errors.ts'
import { setUpEngine } from './engine-setup.ts'
import { keepHost, type HostKeeper } from './host-keeper.ts'
import { startHost, type HostProgram } from './host-process.ts'
import { installMenu } from './menu.ts'
import { type PreparationWindow, createPreparationWindow } from './preparation-window.ts'
import { registerScheme, serveAssets } from './serve-assets.ts'
import { openWindow, type AppWindow } from './window.ts'
import { secureSession } from './window-security.ts'
import { startWorker } from './workers.ts'

/** How long quitting waits for running trainings to write their checkpoints, in milliseconds. */
const CLOSE_DEADLINE = 60_000
/** The oldest Node-API that the database's binary works with. */
const NODE_API = 10
/** Makes the installed application try again what its set-up failed at. */
const SET_UP_AGAIN = '--set-up-again'

const programs = import.meta.dirname
const started = Date.now()

const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { 'data-dir': { type: 'string' } },
  strict: false, // Chromium's own switches are among the arguments
})
const folder = chosenFolder(values['data-dir'])

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

/** Where the name is no folder's, there is nothing to open: said in the terminal, and in a box where nobody sees that. */
function chosenFolder(chosen: unknown): string {
  try {
    return chooseDataFolder(typeof chosen === 'string' ? chosen : undefined)
  } catch (error) {
    const { message, hint } = toErrorData(error)
    console.error(`${message}\n${hint}`)
    dialog.showErrorBox(message, hint)
    process.exit(2)
  }
}

async function start(): Promise<void> {
  const pages = join(programs, '..', 'renderer')
  secureSession(session.defaultSession)
  serveAssets(session.defaultSession, pages)
  // Elsewhere the launcher has prepared the engine before.
  if (app.isPackaged) await prepareEngine()
  installMenu(folder, { setUpAgain: app.isPackaged ? setUpAgain : undefined })

  let window: AppWindow | null = null
  let upgrade: PreparationWindow | null = null
  const host = keepHost({
    startHost: () => startHost(hostProgram()),
    startWorker: (resources) => startWorker(join(programs, 'worker.cjs'), resources),
    onReady: () => {
      upgrade?.close()
      upgrade = null
      window?.offerPort()
    },
    onUpgrading: (what) =>
      (upgrade ??= createPreparationWindow()).show(`Bringing the history up to date: ${what}`, null),
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
function hostProgram(): HostProgram {
  const [script, args] = [join(programs, 'host.cjs'), ['--data-dir', folder, '--since', String(started)]]
  const { SACCADE_HOST_NODE, SACCADE_NODE } = process.env
  const node = SACCADE_HOST_NODE ?? (Number(process.versions.napi) >= NODE_API ? undefined : (SACCADE_NODE ?? 'node'))
  // Only Electron reads from the archive of a package; a package made for a Node of its own has the host beside it.
  return { script: node === undefined ? script : script.replace('app.asar', 'app.asar.unpacked'), args, node }
}

/** Waits for the engine of the installed application, unless the user does not want to. */
async function prepareEngine(): Promise<void> {
  const preparation = createPreparationWindow()
  // The window of this start may close before the application's own one opens.
  const stay = (): void => undefined
  app.on('window-all-closed', stay)
  const recorded = setUpEngine({
    script: join(programs, 'setup.cjs'),
    again: process.argv.includes(SET_UP_AGAIN),
    onProgress: preparation.show,
  }).then((path) => {
    // For host and workers, which it tells where TensorFlow lies.
    if (path !== null) process.env.SACCADE_ENGINE_RECORD = path
  })
  await Promise.race([recorded, preparation.dismissed])
  preparation.close()
  app.off('window-all-closed', stay)
}

function setUpAgain(): void {
  app.relaunch({ args: [...process.argv.slice(1).filter((arg) => arg !== SET_UP_AGAIN), SET_UP_AGAIN] })
  app.quit()
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
