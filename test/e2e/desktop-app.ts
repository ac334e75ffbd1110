import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { nodeProgram } from '../../scripts/setup/node-program.js'
import { openDisplay } from './display.ts'
import { findElectronRuntime, installApplication } from './electron-runtime.ts'
import { descendants } from './processes.ts'
import { until } from './until.ts'

export interface DesktopApp {
  readonly electron: ElectronApplication
  readonly page: Page
  /** What the page wrote to its console as warnings and errors. */
  readonly complaints: readonly string[]
  /** Waits for the host's process; it is a Node of its own in this old Electron. */
  hostPid(): Promise<number>
}

/** Everything the desktop tests need, in a folder of its own; `close` leaves nothing behind. */
export interface Desktop {
  readonly folder: string
  readonly dataFolder: string
  readonly executable: string
  readonly arguments: readonly string[]
  readonly env: Record<string, string>
  launch(): Promise<DesktopApp>
  close(): Promise<void>
}

/** A screen and an Electron with this checkout in it; a string says what is missing. */
export async function prepareDesktop(): Promise<Desktop | string> {
  const runtime = await findElectronRuntime()
  if (runtime.executable === null) return runtime.why
  const display = await openDisplay()
  if (typeof display === 'string') return display

  const folder = await mkdtemp(join(tmpdir(), 'saccade-desktop-'))
  const executable = await installApplication(runtime.executable, join(folder, 'electron'))
  const dataFolder = join(folder, 'data')
  // Chromium refuses its own sandbox to the root user, which tests often are; pages are sandboxed all the same.
  const launchArguments = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--data-dir', dataFolder]
  const env: Record<string, string> = {
    ...definedValues(process.env),
    DISPLAY: display.name,
    XDG_CONFIG_HOME: join(folder, 'config'),
    SACCADE_NODE: nodeProgram() ?? process.execPath,
  }
  const open = new Set<ElectronApplication>()
  return {
    folder,
    dataFolder,
    executable,
    arguments: launchArguments,
    env,
    async launch() {
      const electron = await _electron.launch({ executablePath: executable, args: launchArguments, env })
      open.add(electron)
      electron.once('close', () => open.delete(electron))
      const page = await electron.firstWindow()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'warning' || message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      return {
        electron,
        page,
        complaints,
        hostPid: () => {
          const main = electron.process().pid ?? 0
          return until(
            'a host process',
            () => descendants(main).find(({ command }) => command.includes('host.cjs'))?.pid,
          )
        },
      }
    },
    async close() {
      for (const electron of open) await electron.close()
      await display.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function definedValues(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}
