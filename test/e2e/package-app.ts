import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'
import { nodeProgram } from '../../scripts/setup/node-program.js'
import { packageRoot } from '../../scripts/setup/places.js'
import { openDisplay } from './display.ts'
import { ELECTRON_VERSION, findElectronRuntime } from './electron-runtime.ts'
import { descendants, type ProcessInfo } from './processes.ts'
import { until } from './until.ts'

const execute = promisify(execFile)

export interface PackagedApp {
  readonly page: Page
  /** What it wrote to its standard error. */
  output(): string
  /** Its processes below the main one. */
  processes(): ProcessInfo[]
  close(): Promise<void>
}

/** The packaged application in a folder of its own; `close` leaves nothing behind. */
export interface PackagedSaccade {
  readonly executable: string
  readonly folder: string
  /** In bytes, unpacked. */
  readonly size: number
  /** Opens it on a data folder of this name. */
  launch(data: string, env: Record<string, string>): Promise<PackagedApp>
  close(): Promise<void>
}

/** Packages this checkout with the Electron of the other tests; a string says what is missing. */
export async function preparePackage(): Promise<PackagedSaccade | string> {
  const runtime = await findElectronRuntime()
  if (runtime.executable === null) return runtime.why
  const display = await openDisplay()
  if (typeof display === 'string') return display
  const folder = await mkdtemp(join(tmpdir(), 'saccade-package-'))
  const problem = await makePackage(dirname(runtime.executable), folder)
  if (problem !== null) {
    await display.close()
    await rm(folder, { recursive: true, force: true })
    return problem
  }
  const unpacked = join(folder, 'linux-unpacked')
  const executable = join(unpacked, 'saccade')
  const open = new Set<PackagedApp>()
  return {
    executable,
    folder,
    size: sizeOf(unpacked),
    async launch(data, env) {
      const child = spawn(
        executable,
        [
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          // Chromium's own debugging, which no fuse closes; Node's is closed.
          '--remote-debugging-port=0',
          ...['--data-dir', join(folder, data)],
        ],
        {
          env: {
            ...process.env,
            DISPLAY: display.name,
            XDG_CONFIG_HOME: join(folder, 'config'),
            SACCADE_NODE: nodeProgram() ?? process.execPath,
            ...env,
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
      let output = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
      const closed = once(child, 'close')
      const address = await until('the address of the window', () => {
        if (child.exitCode !== null) throw new Error(`The package ended at once: ${output}`)
        return /DevTools listening on (ws:\S+)/.exec(output)?.[1]
      })
      // Electron has none of the browser contexts that Playwright sets up where it may.
      const browser: Browser = await chromium.connectOverCDP(address, { noDefaults: true })
      const page = await until(
        'the application’s own window',
        () =>
          browser
            .contexts()[0]
            ?.pages()
            .find((page) => /^saccade:\/\/app\/(#|$)/.test(page.url())),
        240_000, // a first start puts the engine in place, and may have to compile
      )
      const app: PackagedApp = {
        page,
        output: () => output,
        processes: () => descendants(child.pid ?? 0),
        async close() {
          open.delete(app)
          child.kill('SIGTERM')
          await closed
          await browser.close()
        },
      }
      open.add(app)
      return app
    },
    async close() {
      for (const app of open) await app.close()
      await display.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Null, or why there is no package: most likely electron-builder could not be installed. */
async function makePackage(electron: string, output: string): Promise<string | null> {
  // The host runs under a Node of its own with so old an Electron, and that reads from no archive.
  const beside = '{out/main/{host.cjs,data-thread.cjs,chunks/**},node_modules/better-sqlite3/**}'
  const settings = {
    electronDist: electron,
    electronVersion: ELECTRON_VERSION,
    asarUnpack: beside,
    'directories.output': output,
  }
  const options = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`)
  try {
    await execute(process.execPath, [join(packageRoot, 'scripts', 'package.ts'), '--dir', ...options], {
      maxBuffer: 1 << 26,
    })
    return null
  } catch (error) {
    const installed = existsSync(join(packageRoot, 'packaging', 'node_modules', 'electron-builder'))
    if (installed) throw error
    return 'electron-builder could not be installed (`npm ci --prefix packaging`)'
  }
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)
}
