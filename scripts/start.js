// npm start: the window where there is an Electron, else the same pages in a browser.
import { join } from 'node:path'
import process from 'node:process'
import { findElectron } from './setup/electron.js'
import { handOver } from './setup/hand-over.js'
import { packageRoot } from './setup/places.js'
import { prepare } from './setup/prepare.js'
import { createProgress } from './setup/progress.js'

// A program that ends with an error this soon never showed a window.
const FAILED_START_MS = 5_000

try {
  const node = await prepare({ parts: ['node', 'renderer'] })
  process.exitCode = await start(node)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/**
 * @param {string} node
 * @returns {Promise<number>} exit code
 */
async function start(node) {
  const electron = await findElectron({ node, progress: createProgress() })
  if ('reason' in electron) return serve(node, electron.reason)
  const startedAt = Date.now()
  // Told where Node 24 is: the host runs under it where Electron's own Node is too old for the database.
  const env = { ...process.env, SACCADE_NODE: node }
  const code = await handOver(electron.program, [...electron.args, ...process.argv.slice(2)], { env })
  const interrupted = code === 130 || code === 143
  if (code === 0 || interrupted || Date.now() - startedAt > FAILED_START_MS) return code
  return serve(node, `Electron did not start (exit code ${code})`)
}

/**
 * @param {string} node
 * @param {string} reason
 */
function serve(node, reason) {
  console.error(`Saccade opens in the browser, because ${reason}.`)
  const cli = join(packageRoot, 'out', 'main', 'cli.cjs')
  return handOver(node, ['--enable-source-maps', cli, 'serve', '--open', ...process.argv.slice(2)])
}
