// The bundles of the processes that run on Node or Electron, as data.
import type { BuildOptions } from 'esbuild'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../setup/places.js'

interface Bundle {
  readonly entry: string
  readonly output: string
  /** Oldest Node that must run it: 16 is that of the Electron which the end-to-end tests drive. */
  readonly target: 'node16' | 'node22'
  /** Runs in the window's sandbox, where next to nothing can be required. */
  readonly sandboxed?: boolean
}

const BUNDLES: readonly Bundle[] = [
  { entry: 'src/cli/main.ts', output: 'cli.cjs', target: 'node22' },
  { entry: 'src/host/entry.ts', output: 'host.cjs', target: 'node22' },
  { entry: 'src/worker/entry.ts', output: 'worker.cjs', target: 'node16' },
  { entry: 'src/main/main.ts', output: 'main.cjs', target: 'node16' },
  { entry: 'src/preload/preload.ts', output: 'preload.cjs', target: 'node16', sandboxed: true },
]

// Native modules, data too big to bundle, and tfjs, of which there must be one copy in a process.
const EXTERNAL = ['electron', 'better-sqlite3', '@tensorflow/*', 'cmu-pronouncing-dictionary']

// CommonJS has no import.meta; sources use its url to find files beside them.
const importMetaUrl: BuildOptions = {
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
}

/** Bundles whose entry exists, and the names of those whose does not. */
export function presentBundles(): { present: Bundle[]; absent: Bundle[] } {
  const exists = ({ entry }: Bundle) => existsSync(join(packageRoot, entry))
  return { present: BUNDLES.filter(exists), absent: BUNDLES.filter((bundle) => !exists(bundle)) }
}

/** esbuild's options for one bundle, written into `folder`. */
export function bundleOptions(bundle: Bundle, folder: string): BuildOptions {
  return {
    absWorkingDir: packageRoot,
    entryPoints: [bundle.entry],
    outfile: join(folder, bundle.output),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: bundle.target,
    external: EXTERNAL,
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
    ...(bundle.sandboxed ? {} : importMetaUrl),
  }
}
