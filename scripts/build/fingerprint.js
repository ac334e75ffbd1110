// Is out/ up to date? electron-vite cannot tell. Compares names, sizes and times of the sources with those of the last build: a few milliseconds.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../setup/places.js'

/** @typedef {'node' | 'renderer'} Part */

/** @type {Record<Part, { sources: string[], ignores: string[], result: string }>} */
const PARTS = {
  node: {
    sources: ['src', 'resources', 'scripts/build', 'scripts/setup', 'electron.vite.config.ts', 'package.json'],
    ignores: ['src/renderer'],
    result: 'out/main/cli.cjs',
  },
  renderer: {
    sources: ['src/renderer', 'src/shared', 'resources', 'scripts/build', 'electron.vite.config.ts', 'package.json'],
    ignores: [],
    result: 'out/renderer/index.html',
  },
}

/** @type {readonly Part[]} */
export const ALL_PARTS = ['node', 'renderer']

/**
 * The parts of out/ that are missing or older than their sources.
 * An installation without sources has nothing to build.
 * @param {readonly Part[]} parts
 * @returns {Part[]}
 */
export function staleParts(parts) {
  if (!existsSync(join(packageRoot, 'src'))) return []
  return parts.filter((part) => {
    if (part === 'renderer' && !existsSync(join(packageRoot, 'src', 'renderer', 'index.html'))) return false
    const built = existsSync(join(packageRoot, PARTS[part].result))
    return !built || readStamp(part) !== fingerprint(part)
  })
}

/**
 * Digest of what a part is built from.
 * @param {Part} part
 */
export function fingerprint(part) {
  const digest = createHash('sha256')
  for (const source of PARTS[part].sources) add(digest, source, PARTS[part].ignores)
  return digest.digest('hex')
}

/**
 * Records that a part was built from sources with this digest, taken before the build began.
 * @param {Part} part
 * @param {string} digest
 */
export function writeStamp(part, digest) {
  mkdirSync(join(packageRoot, 'out'), { recursive: true })
  writeFileSync(stampPath(part), digest)
}

/** @param {Part} part */
function readStamp(part) {
  try {
    return readFileSync(stampPath(part), 'utf8')
  } catch {
    return ''
  }
}

/** @param {Part} part */
function stampPath(part) {
  return join(packageRoot, 'out', `.${part}.stamp`)
}

/**
 * @param {import('node:crypto').Hash} digest
 * @param {string} path
 * @param {readonly string[]} ignores
 */
function add(digest, path, ignores) {
  if (ignores.includes(path) || /\.test\.[jt]s$/.test(path)) return
  const full = join(packageRoot, path)
  const stats = statSync(full, { throwIfNoEntry: false })
  if (!stats) return
  if (!stats.isDirectory()) {
    digest.update(`${path} ${stats.size} ${stats.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(full).sort()) add(digest, `${path}/${name}`, ignores)
}
