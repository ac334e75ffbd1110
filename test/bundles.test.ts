// What ended up in the programs, by the bundler's own account: a layer that leaks shows here even where lint cannot see
// it. Programs share chunks, so a program is its entry with every chunk that it leads to.
import { resolveConfig } from 'electron-vite'
import { builtinModules } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { z } from 'zod'
import { packageRoot } from '../scripts/setup/places.js'

const chunksSchema = z.array(
  z.object({
    fileName: z.string(),
    code: z.string(),
    moduleIds: z.array(z.string()),
    imports: z.array(z.string()),
    dynamicImports: z.array(z.string()),
  }),
)
type Chunk = z.infer<typeof chunksSchema>[number]

const chunks = new Map<string, Chunk>()

beforeAll(async () => {
  const { config } = await resolveConfig({ root: packageRoot, logLevel: 'warn' }, 'build', 'production')
  for (const target of [config?.main, config?.preload]) {
    const built = await build({ ...target, configFile: false, build: { ...target?.build, write: false } })
    const { output } = z.object({ output: z.array(z.looseObject({ type: z.string() })) }).parse(built)
    for (const chunk of chunksSchema.parse(output.filter(({ type }) => type === 'chunk'))) {
      chunks.set(chunk.fileName, chunk)
    }
  }
})

/** Everything a program holds or requires: paths of its sources, and names of what stays outside. */
function contents(entry: string): { inside: string[]; outside: string[]; chunks: string[] } {
  const reached = new Set([entry])
  const outside = new Set<string>()
  for (const name of reached) {
    const chunk = chunks.get(name)
    if (!chunk) throw new Error(`The build makes no ${name}.`)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) {
      if (chunks.has(next)) reached.add(next)
      else if (!next.startsWith('node:') && !builtinModules.includes(next)) outside.add(next)
    }
  }
  const modules = [...reached].flatMap((name) => chunks.get(name)?.moduleIds ?? [])
  const inside = modules.map((id) => (id.startsWith(packageRoot) ? id.slice(packageRoot.length + 1) : id))
  return { inside, outside: [...outside].sort(), chunks: [...reached] }
}

const holds = (names: readonly string[], pattern: RegExp) => names.filter((name) => pattern.test(name))

describe('the bundles', () => {
  it('worker: tfjs from outside, no Electron, no database, no host', () => {
    const { inside, outside } = contents('worker.cjs')
    expect(inside).toContain('src/worker/entry.ts')
    expect(outside).toContain('@tensorflow/tfjs-core')
    expect(holds(outside, /electron|sqlite/)).toEqual([])
    // Readers that only an import needs.
    expect(
      holds(inside, /\/(saxes|hyparquet|jschardet|gettext)|src\/data\/readers\/(guess|tmx|parquet|po|jsonl)/),
    ).toEqual([])
    expect(holds(inside, /@tensorflow|better-sqlite3|electron|src\/(host|main|server|cli|renderer)\//)).toEqual([])
  })

  it('main: Electron from outside, no tfjs, no database', () => {
    const { inside, outside } = contents('main.cjs')
    expect(inside).toContain('src/main/main.ts')
    expect(outside).toEqual(['electron'])
    expect(holds(inside, /tensorflow|sqlite|src\/(worker|renderer|cli)\//)).toEqual([])
  })

  it('main: takes its pages from nowhere but the application', () => {
    // Only a build of `npm run dev` knows of a server for them.
    expect(chunks.get('main.cjs')?.code).not.toContain('ELECTRON_RENDERER_URL')
  })

  it('preload: one file, nothing but Electron and the channel names', () => {
    const { inside, outside, chunks } = contents('preload.cjs')
    expect(chunks).toEqual(['preload.cjs'])
    expect(outside).toEqual(['electron'])
    expect(holds(inside, /node_modules/)).toEqual([])
    expect(holds(inside, /^src\/(?!preload\/|shared\/channels)/)).toEqual([])
  })

  it('data thread: the database from outside, no tfjs, no Electron, nothing of runs', () => {
    const { inside, outside } = contents('data-thread.cjs')
    expect(inside).toContain('src/host/datasets/thread/entry.ts')
    expect(outside).toEqual(['better-sqlite3'])
    expect(holds(inside, /\/hyparquet\//)).not.toEqual([]) // a reader that is loaded when it is wanted
    expect(holds(inside, /src\/(worker|renderer|main|server|cli)\/|src\/host\/(runs|workers|outputs)\//)).toEqual([])
  })

  it.each(['host.cjs', 'cli.cjs'])('%s: no tfjs, no Electron, no worker', (entry) => {
    const { inside, outside } = contents(entry)
    expect(inside).toContain(entry === 'host.cjs' ? 'src/host/entry.ts' : 'src/cli/main.ts')
    expect(holds(outside, /tensorflow|electron/)).toEqual([])
    expect(holds(inside, /@tensorflow|src\/(worker|renderer|main)\//)).toEqual([])
  })
})
