import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findProgram, packageRoot } from '../../scripts/setup/places.js'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser of this system; a string says why there is none. */
export async function openBrowser(): Promise<Browser | string> {
  const executablePath = findProgram([process.env.SACCADE_CHROMIUM, ...BROWSERS])
  if (!executablePath) return 'no Chromium on this system; apt-get install chromium'
  return chromium.launch({ executablePath, args: BROWSER_FLAGS })
}

/** What a page complains of from now on: errors that nobody caught, and what it writes to its console as errors. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}

export interface ServedFolder {
  readonly url: string
  /** The process that was started; the host may be a child of it. */
  readonly pid: number
  end(): Promise<void>
}

export interface ServedApp extends ServedFolder {
  readonly folder: string
  /** Ends it and deletes its folder; after `end` alone, that may be served once more. */
  close(): Promise<void>
}

/**
 * Runs `saccade serve` as a user would, on an empty data folder unless `prepare` puts something there; or on that of
 * `earlier`, which was ended.
 */
export async function serveApp(
  prepare: (dataFolder: string) => void = () => undefined,
  earlier?: ServedApp,
): Promise<ServedApp> {
  const folder = earlier?.folder ?? (await mkdtemp(join(tmpdir(), 'saccade-served-')))
  prepare(join(folder, 'data'))
  const served = await serveFolder(join(folder, 'data'))
  return {
    ...served,
    folder,
    async close() {
      await served.end()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Runs `saccade serve` on a data folder, and leaves it there. */
export async function serveFolder(dataFolder: string): Promise<ServedFolder> {
  const program = join(packageRoot, 'bin', 'saccade.js')
  const args = [program, 'serve', '--port', '0', '--json', '--data-dir', dataFolder]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(server, 'close')
  let complaints = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', (line) => resolve(readUrl(line)))
    void closed.then(() => reject(new Error(`saccade serve ended at once: ${complaints}`)))
  })
  return {
    url,
    pid: server.pid ?? 0,
    async end() {
      server.kill('SIGTERM')
      await closed
    },
  }
}

function readUrl(line: string): string {
  const message: unknown = JSON.parse(line)
  if (typeof message === 'object' && message !== null && 'url' in message) return String(message.url)
  throw new Error(`saccade serve printed ${line} instead of its address`)
}
