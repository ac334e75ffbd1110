// What ended up in the bundles, by esbuild's own account: a layer that leaks shows here even where lint cannot see it.
import { build } from 'esbuild'
import { builtinModules } from 'node:module'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundleOptions, presentBundles } from '../scripts/build/bundles.ts'

/** Everything a bundle holds or requires: paths of its sources, and names of what stays outside. */
async function contents(output: string): Promise<{ inside: string[]; outside: string[] }> {
  const bundle = presentBundles().present.find((candidate) => candidate.output === output)
  if (!bundle) throw new Error(`There is no entry for ${output}.`)
  const folder = mkdtempSync(join(tmpdir(), 'saccade-bundle-'))
  try {
    const { metafile } = await build({ ...bundleOptions(bundle, folder), metafile: true, write: false })
    const outside = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external }) => external)
      .map(({ path }) => path)
      .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    return { inside: Object.keys(metafile.inputs), outside: [...new Set(outside)].sort() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const holds = (names: readonly string[], pattern: RegExp) => names.filter((name) => pattern.test(name))

describe('the bundles', () => {
  it('worker: tfjs from outside, no Electron, no database, no host', async () => {
    const { inside, outside } = await contents('worker.cjs')
    expect(outside).toContain('@tensorflow/tfjs-core')
    expect(holds(outside, /electron|sqlite/)).toEqual([])
    expect(holds(inside, /@tensorflow|better-sqlite3|electron|src\/(host|main|server|cli|renderer)\//)).toEqual([])
  })

  it('main: Electron from outside, no tfjs, no database', async () => {
    const { inside, outside } = await contents('main.cjs')
    expect(outside).toEqual(['electron'])
    expect(holds(inside, /tensorflow|sqlite|src\/(worker|renderer|cli)\//)).toEqual([])
  })

  it('preload: nothing but Electron and the channel names', async () => {
    const { inside, outside } = await contents('preload.cjs')
    expect(outside).toEqual(['electron'])
    expect(holds(inside, /node_modules/)).toEqual([])
    expect(holds(inside, /^src\/(?!preload\/|shared\/channels)/)).toEqual([])
  })

  it.each(['host.cjs', 'cli.cjs'])('%s: no tfjs, no Electron, no worker', async (output) => {
    const { inside, outside } = await contents(output)
    expect(holds(outside, /tensorflow|electron/)).toEqual([])
    expect(holds(inside, /@tensorflow|src\/(worker|renderer|main)\//)).toEqual([])
  })
})
