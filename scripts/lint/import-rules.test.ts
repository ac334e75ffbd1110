import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../setup/places.js'
import { type BrokenImport, findBrokenImports } from './broken-imports.ts'

// A small tree with one import of each forbidden kind, and their allowed twins.
const FILES: Record<string, string> = {
  'shared/a.ts': `import type { B } from './b.ts'\nexport type A = B | 1\n`,
  'shared/b.ts': `import type { A } from './a.ts'\nexport type B = A | 2\n`,
  'shared/channels.ts': `export const CHANNEL = 'port'\n`,
  'data/pair.ts': `export const pair = 1\n`,
  'preload/preload.ts': `import '../shared/channels.ts'\nimport '../shared/errors.ts'\n`,
  'shared/errors.ts': `export const error = 1\n`,
  'host/version.ts': `export const version = '1'\n`,
  'host/host.ts': `import './runs/queue.ts'\n`,
  'host/runs/queue.ts': `import '../storage/runs.ts'\nimport '../version.ts'\nimport '../comparison/compare.ts'\n`,
  'host/comparison/compare.ts': `import '../storage/runs.ts'\nimport '../../data/pair.ts'\nexport {}\n`,
  'host/storage/runs.ts': `import '../host.ts'\nexport {}\n`,
  'renderer/ui/format.ts': `export const format = 1\n`,
  'renderer/runs/RunsView.vue': `<script setup lang="ts">\nimport '../ui/format.ts'\nimport '../train/seeds.ts'\n</script>\n`,
  'renderer/train/seeds.ts': `import '../../data/pair.ts'\nexport {}\n`,
  'renderer/train/seeds.test.ts': `import '../runs/RunsView.vue'\n`,
  'renderer/compare/board.ts': `export const board = 1\n`,
  'renderer/compare/panels/curves/chart.ts': `import '../../board.ts'\nimport '../maps/map.ts'\n`,
  'renderer/compare/panels/maps/map.ts': `import '../../board.ts'\nexport {}\n`,
}

describe('imports', () => {
  let root: string
  let broken: BrokenImport[]
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'saccade-imports-'))
    for (const [name, text] of Object.entries(FILES)) {
      const path = join(root, 'src', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    broken = await findBrokenImports(root)
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const told = () => broken.map(({ rule, path: [from, to] }) => `${rule}: ${from} → ${to}`.replaceAll('src/', ''))

  it('may not run in a circle, types included', () => {
    const circles = broken.filter(({ rule }) => rule === 'no-circle')
    expect(circles.some(({ path }) => path.includes('src/shared/a.ts') && path.includes('src/shared/b.ts'))).toBe(true)
  })

  it('may not reach into another room, nor from a room to what puts rooms together', () => {
    expect(told()).toContain('host/runs: host/runs/queue.ts → host/comparison/compare.ts')
    expect(told()).toContain('host/storage: host/storage/runs.ts → host/host.ts')
    expect(told()).toContain('renderer/runs: renderer/runs/RunsView.vue → renderer/train/seeds.ts')
    expect(told()).toContain('panel: renderer/compare/panels/curves/chart.ts → renderer/compare/panels/maps/map.ts')
  })

  it('may not reach into another layer', () => {
    expect(told()).toContain('renderer: renderer/train/seeds.ts → data/pair.ts')
    expect(told()).toContain('preload: preload/preload.ts → shared/errors.ts')
  })

  it('may do everything else, and tests may put things together', () => {
    expect(told().filter((line) => !line.startsWith('no-circle'))).toHaveLength(6)
  })

  it('break no rule in this project', async () => {
    expect(await findBrokenImports(packageRoot)).toEqual([])
  })
})
