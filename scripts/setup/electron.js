// Finds Electron's program, or fetches it once. npm installs only its wrapper; nothing but the window needs it.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { spawn } from 'node:child_process'
import { installedPackage, packageRoot, recordPath } from './places.js'

const QUIET_MS = 20_000
const WATCH_MS = 500
const triedPath = join(dirname(recordPath), 'electron.json')

/**
 * @typedef {{ program: string, args: string[] } | { reason: string }} ElectronSearch
 */

/**
 * Electron's program with the arguments that make it run this installation, or why it cannot be used.
 * Tries once to fetch it, and remembers a failure until `npm run setup`.
 * @param {{ node: string, progress: import('./progress.js').Progress }} options
 * @returns {Promise<ElectronSearch>}
 */
export async function findElectron({ node, progress }) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { reason: 'there is no display to open a window on' }
  }
  const chosen = process.env.SACCADE_ELECTRON
  if (chosen) {
    if (!existsSync(chosen)) return { reason: `SACCADE_ELECTRON names ${chosen}, which does not exist` }
    return { program: chosen, args: launchArguments(chosen) }
  }
  const home = installedPackage('electron')
  if (!home) return { reason: 'the npm package electron is not installed' }
  const present = programOf(home)
  if (present) return { program: present, args: launchArguments(present) }
  const version = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version
  if (triedBefore(version)) {
    return { reason: 'Electron’s program could not be fetched (`npm run setup` tries again)' }
  }
  progress.start(`Fetching Electron ${version}`)
  const problem = await fetchElectron(node, home, progress)
  progress.finish(problem && 'not reachable')
  const fetched = programOf(home)
  if (fetched) return { program: fetched, args: launchArguments(fetched) }
  mkdirSync(dirname(triedPath), { recursive: true })
  writeFileSync(triedPath, JSON.stringify({ version, problem }))
  return { reason: 'Electron’s program could not be fetched (`npm run setup` tries again)' }
}

/** Lets the next start try again to fetch Electron. */
export function forgetElectronFailure() {
  rmSync(triedPath, { force: true })
}

/** @param {string} version */
function triedBefore(version) {
  try {
    return JSON.parse(readFileSync(triedPath, 'utf8')).version === version
  } catch {
    return false
  }
}

/** @param {string} home */
function programOf(home) {
  const names = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }
  const name = names[/** @type {keyof typeof names} */ (process.platform)] ?? 'electron'
  const path = join(home, 'dist', name)
  // path.txt is written last, when all of it is unpacked.
  return existsSync(path) && existsSync(join(home, 'path.txt')) ? path : undefined
}

/**
 * A runtime with the application inside its resources takes no argument, the plain one is given its folder.
 * @param {string} program
 */
function launchArguments(program) {
  const inside = existsSync(join(dirname(program), 'resources', 'app'))
  // Chromium refuses its sandbox to the root user; everybody else keeps it.
  const root = process.platform === 'linux' && process.getuid?.() === 0
  return [...(root ? ['--no-sandbox'] : []), ...(inside ? [] : [packageRoot])]
}

/**
 * Runs Electron's own installer, and stops it when nothing arrives for a while.
 * @param {string} node
 * @param {string} home
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<string | undefined>} what went wrong
 */
function fetchElectron(node, home, progress) {
  const scratch = join(dirname(recordPath), 'electron-download')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  return new Promise((resolve) => {
    const child = spawn(node, [join(home, 'install.js')], {
      cwd: home,
      env: { ...process.env, TMPDIR: scratch, ELECTRON_GET_NO_PROGRESS: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const stop = () => child.kill()
    process.once('exit', stop)
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
    let size = 0
    let grewAt = Date.now()
    const watch = setInterval(() => {
      const now = sizeOf(scratch) + sizeOf(join(home, 'dist'))
      if (now > size) grewAt = Date.now()
      size = now
      progress.update(size)
      if (Date.now() - grewAt > QUIET_MS) child.kill()
    }, WATCH_MS)
    child.on('error', (error) => (output += String(error)))
    child.on('close', (code) => {
      clearInterval(watch)
      process.off('exit', stop)
      rmSync(scratch, { recursive: true, force: true })
      resolve(code === 0 ? undefined : (output.trim().split('\n')[0] ?? 'nothing arrived'))
    })
  })
}

/** @param {string} path */
function sizeOf(path) {
  let size = 0
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name)
      size += entry.isDirectory() ? sizeOf(inner) : statSync(inner).size
    }
  } catch {
    // Not there yet, or just moved to its place.
  }
  return size
}
