// npm run build [node] [renderer]: electron-vite builds what electron.vite.config.ts says, everything when no part is
// named. Ours is only what it cannot do: a running Saccade reads out/ at any time, so the build is made aside, and each
// file appears under its final name when it is whole; and the stamp that fingerprint.js compares with the sources.
import { build } from 'electron-vite'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { build as buildPage } from 'vite'
import { reportBuild } from '../../electron.vite.config.ts'
import { packageRoot } from '../setup/places.js'
import { ALL_PARTS, fingerprint, writeStamp } from './fingerprint.js'

const out = join(packageRoot, 'out')
const named = process.argv.slice(2)
const unknown = named.filter((name) => !ALL_PARTS.some((part) => part === name))
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}; there are ${ALL_PARTS.join(' and ')}.`)
  process.exit(2)
}

const parts = ALL_PARTS.filter((part) => named.length === 0 || named.includes(part))
const digests = parts.map((part) => [part, fingerprint(part)] as const)
mkdirSync(out, { recursive: true })
const fresh = mkdtempSync(join(out, '.fresh-'))
try {
  process.env.SACCADE_BUILD = parts.join(' ')
  await build({ root: packageRoot, logLevel: 'warn', ignoreConfigWarning: true, build: { outDir: fresh } })
  if (parts.includes('renderer')) await buildPage(reportBuild(join(fresh, 'report')))
  for (const name of readdirSync(fresh)) publish(name)
  for (const [part, digest] of digests) writeStamp(part, digest)
} catch (error) {
  // The bundler says what is wrong with the sources themselves; its own stack says nothing more.
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(fresh, { recursive: true, force: true })
}

/**
 * Moves a build to where programs look for it. Files in its folders are named by their content; those beside the folders
 * name them, so they come last. What only the build before needs stays until the next: a program that starts at this
 * moment, or a page that is open, may still ask for it.
 */
function publish(name: string): void {
  const [built, final, list] = [join(fresh, name), join(out, name), join(out, `.${name}.files`)]
  const before = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []
  const files = filesOf(built).sort((a, b) => depth(b) - depth(a))
  for (const file of files) {
    mkdirSync(dirname(join(final, file)), { recursive: true })
    renameSync(join(built, file), join(final, file))
  }
  writeFileSync(list, files.join('\n'))
  const kept = new Set([...files, ...before])
  for (const file of filesOf(final)) if (!kept.has(file)) rmSync(join(final, file))
}

/** The files below a folder, as paths relative to it. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function depth(file: string): number {
  return file.split(/[\\/]/).length
}
