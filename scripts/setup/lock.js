// A lock between processes that want to fill the same cache. The holder touches the file
// while it works, so that a lock left behind by a killed process is seen to be stale.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const TOUCH_MS = 2_000
const STALE_MS = 30_000
const POLL_MS = 250

/**
 * Runs `work` while holding the lock file.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if somebody else holds it
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true })
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), at: Date.now() })
  let waiting = false
  while (!tryTake(path, owner)) {
    if (dropIfStale(path)) continue
    if (!waiting) onWait?.()
    waiting = true
    await sleep(POLL_MS)
  }
  const touch = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(path, now, now)
    } catch {
      // Removed from outside: the work itself is safe to run twice, only wasteful.
    }
  }, TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(touch)
    if (readOwner(path) === owner) rmSync(path, { force: true })
  }
}

/**
 * @param {string} path
 * @param {string} owner
 */
function tryTake(path, owner) {
  try {
    writeFileSync(path, owner, { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path */
function readOwner(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} path */
function dropIfStale(path) {
  const owner = readOwner(path)
  if (owner === undefined) return true
  if (!isStale(path, owner)) return false
  // Rename before deleting: of two processes that both find it stale only one gets it,
  // and one that got a fresh lock by mistake puts it back.
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return true
  }
  if (readOwner(aside) === owner) rmSync(aside, { force: true })
  else renameSync(aside, path)
  return true
}

/**
 * @param {string} path
 * @param {string} owner
 */
function isStale(path, owner) {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true
    const { pid, host } = JSON.parse(owner)
    if (host !== hostname()) return false
    process.kill(pid, 0)
    return false
  } catch (error) {
    return errorCode(error) === 'ESRCH'
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
