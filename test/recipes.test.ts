// The recipes of CONTRIBUTING.md: what they name exists, and the one with code is followed in a copy of the sources.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import vue from '@vitejs/plugin-vue'
import { type ViteDevServer, createServer } from 'vite'
import { expect, it } from 'vitest'
import { type Component, createSSRApp, h, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { packageRoot } from '../scripts/setup/places.js'
import type * as registry from '../src/shared/attention/overlays/registry.ts'
import type { mapSvg } from '../src/shared/attention/svg.ts'
import type * as load from '../src/data/load.ts'
import type * as data from '../src/shared/config/data.ts'

/** Loads what the window loads, without a browser. */
const SERVER = {
  configFile: false,
  logLevel: 'silent',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
} as const

interface Definition {
  component: Component
  options: { parse(given: object): object }
}
interface Registry {
  panelOf(kind: string): Definition | undefined
  readonly PANELS: readonly Definition[]
}
interface Forms {
  optionsForm(definition: Definition): { fields: readonly { title: string; path: string; description: string }[] }
}

const recipes = readFileSync(join(packageRoot, 'CONTRIBUTING.md'), 'utf8').split(/^## Recipes$/m)[1] ?? ''

it('names only what is there', () => {
  const named = Array.from(recipes.matchAll(/`([A-Za-z_]+)`\s+(?:in|\(in)\s+`((?:src|test)\/[\w./-]+)`/g))
  expect(named.length).toBeGreaterThan(10)
  const missing = named.filter(([, symbol = '', file = '']) => {
    const path = join(packageRoot, file)
    return !existsSync(path) || !new RegExp(`\\b${symbol}\\b`).test(readFileSync(path, 'utf8'))
  })
  expect(missing.map(([text]) => text)).toEqual([])
})

it('makes a working attention score', () => {
  const code = /```ts\n([\s\S]*?)```/.exec(recipes)?.[1]?.replace(/^ {3}/gm, '') ?? ''
  const created = /export const (create\w+): CreateScore/.exec(code)?.[1]
  expect(created).toBeDefined()

  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const name of ['src', 'test/support', 'test/repeatable.ts', 'package.json', 'vitest.config.ts']) {
      mkdirSync(dirname(join(copy, name)), { recursive: true })
      cpSync(join(packageRoot, name), join(copy, name), { recursive: true })
    }
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    writeFileSync(join(copy, 'src/worker/attention/scores/recipe.ts'), code)
    change(join(copy, 'src/worker/attention/registry.ts'), [
      ['export type ScoreKind', `import { ${created ?? ''} } from './scores/recipe.ts'\n\nexport type ScoreKind`],
      ['  additive: createAdditive,', `  additive: createAdditive,\n  recipe: ${created ?? ''},`],
    ])
    change(join(copy, 'src/shared/config/model.ts'), [["'additive',", "'additive', 'recipe',"]])
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(packageRoot, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project=alone',
        '--reporter=verbose',
        'src/worker/attention/attention.test.ts',
      ],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, SACCADE_TEST_REPORTER: '', NO_COLOR: '1' } },
    )
    expect(stdout + stderr).toMatch(/✓.*recipe/)
    expect(status, stdout + stderr).toBe(0)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working reader', () => {
  const [, recipe = ''] = recipes.split(/^### Add a reader$/m)
  const [section = ''] = recipe.split(/^### /m)
  const blocks = Array.from(section.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code.replace(/^ {3}/gm, ''))
  expect(blocks).toHaveLength(3)
  const [schema = '', reader = '', guess = ''] = blocks
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const name of ['shared', 'data'])
      cpSync(join(packageRoot, 'src', name), join(copy, 'src', name), { recursive: true })
    cpSync(join(packageRoot, 'package.json'), join(copy, 'package.json'))
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const readers = join(copy, 'src/data/readers')
    writeFileSync(join(readers, 'bars.ts'), reader)
    writeFileSync(join(readers, 'guess/bars.ts'), guess)
    change(join(copy, 'src/shared/datasets/reading.ts'), [
      ['/** What can be read,', `${schema}\n/** What can be read,`],
      ['jsonl, po,', 'jsonl, po, bars,'],
    ])
    change(join(readers, 'registry.ts'), [
      ['import { guessJsonl }', "import { guessBars } from './guess/bars.ts'\nimport { guessJsonl }"],
      [
        '  tmx: {',
        "  bars: { extensions: [], guess: guessBars, load: async () => (await import('./bars.ts')).barsReader },\n  tmx: {",
      ],
    ])
    writeFileSync(join(copy, 'pairs'), 'a b ||| c\nd, e ||| f\n')
    const script = `
      import { guessImport } from './src/data/readers/guess-import.ts'
      const { reading, rows } = await guessImport({ path: 'pairs' })
      console.log(JSON.stringify({ reading, rows }))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: copy,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      reading: { format: 'bars', encoding: 'utf-8' },
      rows: [
        { source: 'a b', target: 'c', split: null },
        { source: 'd, e', target: 'f', split: null },
      ],
    })
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working finding', () => {
  const [, recipe = ''] = recipes.split(/^### Add a finding$/m)
  const code = /```ts\n([\s\S]*?)```/.exec(recipe)?.[1]?.replace(/^ {3}/gm, '') ?? ''
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const name of ['src/data', 'src/shared', 'package.json'])
      cpSync(join(packageRoot, name), join(copy, name), { recursive: true })
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    writeFileSync(join(copy, 'src/data/findings/rules/capitals.ts'), code)
    change(join(copy, 'src/data/findings/registry.ts'), [
      ['import { empty }', "import { capitals } from './rules/capitals.ts'\nimport { empty }"],
      ['  averageWord,\n]', '  averageWord,\n  capitals,\n]'],
    ])
    writeFileSync(
      join(copy, 'look.ts'),
      `import { createFindingsPass } from './src/data/findings/pass.ts'
       import { flagOf } from './src/data/findings/registry.ts'
       import { createPace } from './src/data/pace.ts'
       const pass = createFindingsPass('never')
       pass.add([{ source: 'ein Haus', target: 'A HOUSE' }, { source: 'ein Haus', target: 'a house' }])
       const read = () => ({ source: '', target: '' })
       const { columns } = await pass.finish({ splits: new Uint8Array(2), read, pace: createPace() })
       console.log(...columns.flags.map((flags) => (flags & flagOf('capitals') ? 1 : 0)))`,
    )
    const looked = spawnSync(process.execPath, ['look.ts'], { cwd: copy, encoding: 'utf8' })
    expect(looked.stderr).toBe('')
    expect(looked.stdout).toBe('1 0\n')
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working panel', async () => {
  const [, recipe = ''] = recipes.split(/^### Add a panel$/m)
  const [section = ''] = recipe.split(/^### /m)
  const blocks = Array.from(section.matchAll(/```(?:ts|vue)\n([\s\S]*?)```/g), ([, code = '']) =>
    code.replace(/^ {3}/gm, ''),
  )
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  let server: ViteDevServer | undefined
  try {
    cpSync(join(packageRoot, 'src'), join(copy, 'src'), { recursive: true })
    for (const name of ['package.json', 'tsconfig.base.json', 'tsconfig.renderer.json'])
      cpSync(join(packageRoot, name), join(copy, name))
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const folder = join(copy, 'src/renderer/compare/panels/notes')
    mkdirSync(folder)
    const files = blocks.map((code) => /^(?:\/\/|<!--) ([\w.-]+\.(?:ts|vue))(?: -->)?\n/.exec(code)?.[1] ?? '')
    expect(files).toEqual(['options.ts', 'NotesPanel.vue', 'panel.ts'])
    files.forEach((file, i) => writeFileSync(join(folder, file), blocks[i]?.replace(/^.*\n/, '') ?? ''))
    change(join(copy, 'src/renderer/compare/panels/registry.ts'), [
      ['import { valuesPanel }', "import { notesPanel } from './notes/panel.ts'\nimport { valuesPanel }"],
      ['PANELS: readonly PanelDefinition[] = [', 'PANELS: readonly PanelDefinition[] = [notesPanel,'],
    ])
    // The panel and what it imports: it says of itself that it fits into the registry.
    const program = {
      extends: './tsconfig.renderer.json',
      compilerOptions: { incremental: false, tsBuildInfoFile: null },
      include: ['src/renderer/compare/panels/notes', 'src/renderer/vue-files.d.ts'],
    }
    writeFileSync(join(copy, 'tsconfig.panel.json'), JSON.stringify(program))
    const types = spawnSync(
      process.execPath,
      [join(packageRoot, 'node_modules/vue-tsc/bin/vue-tsc.js'), '-p', 'tsconfig.panel.json'],
      { cwd: copy, encoding: 'utf8' },
    )
    expect([types.status, types.stdout]).toEqual([0, ''])

    const plugins = [vue()]
    server = await createServer({ ...SERVER, root: copy, plugins })
    const load = (file: string): Promise<unknown> | undefined => server?.ssrLoadModule(`/src/renderer/${file}`)
    const { panelOf, PANELS } = (await load('compare/panels/registry.ts')) as Registry
    const { boardStoreKey } = (await load('compare/board-store.ts')) as { boardStoreKey: symbol }
    const { runStoreKey } = (await load('history/inject.ts')) as { runStoreKey: symbol }
    const noted = panelOf('notes')
    expect(noted?.options.parse({})).toEqual({ all: false })
    const { optionsForm } = (await load('compare/panels/panel.ts')) as Forms
    // An option that has neither a control of its own nor a title would be one that nobody can choose.
    const nameless = PANELS.flatMap((panel) => optionsForm(panel).fields).filter(
      ({ title, path, description }) => title === path || description === '',
    )
    expect(nameless).toEqual([])
    expect(noted && optionsForm(noted).fields).toMatchObject([{ path: 'all', title: 'All runs', kind: 'flag' }])
    const draw = (all: boolean) =>
      renderToString(
        createSSRApp({ render: () => noted && h(noted.component, { options: { all } }) })
          .provide(runStoreKey, { colour: () => ({ css: 'var(--run-0)', dash: [] }) })
          .provide(boardStoreKey, {
            runs: ref([
              { run: 'r1', note: 'best so far' },
              { run: 'r2', note: '' },
            ]),
            labels: ref({
              labels: new Map([
                ['r1', 'seed 1'],
                ['r2', 'seed 2'],
              ]),
            }),
          }),
      )
    expect(await draw(false)).toMatch(/seed 1[^]*best so far/)
    expect(await draw(false)).not.toContain('seed 2')
    expect(await draw(true)).toContain('seed 2')
  } finally {
    await server?.close()
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working overlay of the maps', async () => {
  const [, recipe = ''] = recipes.split('### Add an overlay to the maps\n')
  const code = /```ts\n([^]*?)```/.exec(recipe)?.[1]?.replace(/^ {3}/gm, '') ?? ''
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    cpSync(join(packageRoot, 'src/shared'), join(copy, 'src/shared'), { recursive: true })
    cpSync(join(packageRoot, 'package.json'), join(copy, 'package.json'))
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const folder = join(copy, 'src/shared/attention/overlays')
    writeFileSync(join(folder, 'largest.ts'), code)
    change(join(folder, 'registry.ts'), [
      ['import { sumsOverlay }', "import { largestOverlay } from './largest.ts'\nimport { sumsOverlay }"],
      ['errorsOverlay, cutOffOverlay', 'errorsOverlay, largestOverlay, cutOffOverlay'],
    ])
    const { OVERLAYS, marksOf, shownOverlays, tellOf } = (await import(
      /* @vite-ignore */ join(folder, 'registry.ts')
    )) as typeof registry
    expect(shownOverlays({}).map(({ name }) => name)).not.toContain('largest')
    const plane = { source: ['a', 'b'], target: ['x', 'y'], weights: Float32Array.of(0.2, 0.8, 0.6, 0.4) }
    const input = { plane, signed: false, gold: null, window: null, cutOff: null }
    const own = OVERLAYS.filter(({ name }) => name === 'largest')
    const cells = [{ t: 0, s: 1 }, { t: 1, s: 0 }] // prettier-ignore
    expect(marksOf(own, input)).toEqual([{ kind: 'cells', cells, colour: 'note' }])
    expect(tellOf(own, input, { t: 0, s: 1 })).toBe('largest of its row')
    const svg = (await import(/* @vite-ignore */ join(copy, 'src/shared/attention/svg.ts'))) as {
      mapSvg: typeof mapSvg
    }
    const drawn = svg.mapSvg({
      plane,
      table: new Uint8ClampedArray(1024),
      scaling: { kind: 'linear', ceiling: 1, diverging: false },
      theme: 'light',
      caption: ['Largest'],
      marks: marksOf(own, input),
    })
    expect(drawn.match(/stroke="#6d7077"/g)).toHaveLength(2)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working tokeniser', async () => {
  const [, recipe = ''] = recipes.split('### Add a tokeniser\n')
  const [code = '', joining = ''] = Array.from(recipe.matchAll(/```ts\n([^]*?)```/g), ([, block = '']) =>
    block.replace(/^ {3}/gm, ''),
  )
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    cpSync(join(packageRoot, 'src'), join(copy, 'src'), { recursive: true })
    cpSync(join(packageRoot, 'package.json'), join(copy, 'package.json'))
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const at = (file: string) => join(copy, 'src', file)
    writeFileSync(at('data/tokenizers/bytes.ts'), code)
    change(at('shared/tokenizers.ts'), [
      ["['whitespace',", "['bytes', 'whitespace',"],
      ['Record<TokenizerId, Join>> = {', `Record<TokenizerId, Join>> = {\n  ${joining}`],
    ])
    change(at('data/tokenizers/registry.ts'), [
      ['  whitespace: whitespaceTokenizer,', '  bytes: bytesTokenizer,\n  whitespace: whitespaceTokenizer,'],
      ['import { characterTokenizer }', "import { bytesTokenizer } from './bytes.ts'\nimport { characterTokenizer }"],
    ])
    change(at('shared/config/tokenizer.ts'), [
      ["whitespace: 'White space',", "bytes: 'Bytes',\n  whitespace: 'White space',"],
    ])
    change(at('shared/attention/words.ts'), [
      ["character: 'characters',", "bytes: 'none',\n  character: 'characters',"],
    ])
    const { loadDataset } = (await import(/* @vite-ignore */ at('data/load.ts'))) as typeof load
    const { dataSchema } = (await import(/* @vite-ignore */ at('shared/config/data.ts'))) as typeof data
    const source = { kind: 'task', task: 'copy', trainPairs: 2, validPairs: 1 }
    const { tokenizers } = await loadDataset(dataSchema.parse({ source, tokenizer: { source: 'bytes' } }))
    const { tokenize, join: joined } = tokenizers.source
    expect(tokenize('aü')).toEqual(['61', 'c3', 'bc'])
    expect(joined(tokenize('a 日😀'))).toBe('a 日😀')
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working column and a working word of the filter', () => {
  const lineOf = (title: string) => {
    const [, recipe = ''] = recipes.split(`### ${title}\n`)
    return /```ts\n +(.*)\n/.exec(recipe)?.[1] ?? ''
  }
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const name of ['src', 'test/repeatable.ts', 'package.json', 'vitest.config.ts']) {
      mkdirSync(dirname(join(copy, name)), { recursive: true })
      cpSync(join(packageRoot, name), join(copy, name), { recursive: true })
    }
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const first = '[] = [\n'
    change(join(copy, 'src/renderer/runs/own-columns.ts'), [[first, `${first}  ${lineOf('Add a column')}\n`]])
    const own = 'const OWN: readonly RunField[] = [\n'
    change(join(copy, 'src/shared/query/run-fields.ts'), [[own, `${own}  ${lineOf('Add a word of the filter')}\n`]])
    writeFileSync(
      join(copy, 'src/renderer/runs/recipe.test.ts'),
      `import { expect, it } from 'vitest'
       import { compileQuery } from '../../shared/query/compile.ts'
       import { RUN_FIELDS } from '../../shared/query/run-fields.ts'
       import { columnOf } from './columns.ts'
       import { madeRun } from './test-support.ts'
       it('follows the recipe', () => {
         const run = madeRun('r', { step: 40, steps: 100 })
         expect(columnOf('left')?.value(run, () => undefined)).toBe(60)
         const query = compileQuery('left > 50', RUN_FIELDS)
         expect(query.ok && query.matches(run)).toBe(true)
       })`,
    )
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(packageRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--project=unit', 'src/renderer/runs'],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, SACCADE_TEST_REPORTER: '', NO_COLOR: '1' } },
    )
    expect(status, stdout + stderr).toBe(0)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

it('makes a working way to slice errors', () => {
  const [, recipe = ''] = recipes.split('### Add a way to slice errors\n')
  const code = /```ts\n([\s\S]*?)```/.exec(recipe)?.[1]?.replace(/^ {3}/gm, '') ?? ''
  const name = /export const (\w+) = /.exec(code)?.[1] ?? ''
  const id = /id: '([\w-]+)'/.exec(code)?.[1] ?? ''
  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const part of ['src', 'test/repeatable.ts', 'package.json', 'vitest.config.ts']) {
      mkdirSync(dirname(join(copy, part)), { recursive: true })
      cpSync(join(packageRoot, part), join(copy, part), { recursive: true })
    }
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    writeFileSync(join(copy, 'src/shared/slices/recipe.ts'), code)
    change(join(copy, 'src/shared/slices/registry.ts'), [
      ['import { targetLength }', `import { ${name} } from './recipe.ts'\nimport { targetLength }`],
      ['[sourceLength,', `[${name}, sourceLength,`],
    ])
    writeFileSync(
      join(copy, 'src/shared/slices/recipe.test.ts'),
      `import { expect, it } from 'vitest'
       import { comparisonRequestSchema } from '../contract/comparison.ts'
       import { compileQuery } from '../query/compile.ts'
       import { outputFields } from '../outputs/output-fields.ts'
       import { slicingOf, SLICING_IDS } from './registry.ts'
       import { sliceQuery } from './slicing.ts'
       it('follows the recipe', () => {
         const slicing = slicingOf('${id}')
         expect(SLICING_IDS).toContain('${id}')
         const pair = { place: 0, source: ['a', 'b', 'c'], target: ['a'], alternatives: [], rarest: 1, unknown: 0 }
         const query = compileQuery(slicing ? sliceQuery(slicing, { low: 2, high: 2 }) : '', outputFields(1))
         const item = { pair, source: 'a b c', target: 'a', runs: [], disagree: false }
         expect(query.ok && query.matches(item)).toBe(true)
         const request = { runs: ['r'], checkpoint: 'best', metric: 'bleu', resamples: 10, seed: 1, by: '${id}' }
         expect(comparisonRequestSchema.safeParse(request).success).toBe(true)
       })`,
    )
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(packageRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--project=unit', 'src/shared/slices'],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, SACCADE_TEST_REPORTER: '', NO_COLOR: '1' } },
    )
    expect(status, stdout + stderr).toBe(0)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

function change(path: string, edits: readonly (readonly [from: string, to: string])[]): void {
  const text = edits.reduce(
    (before, [from, to]) => {
      expect(before, path).toContain(from)
      return before.replace(from, () => to)
    },
    readFileSync(path, 'utf8'),
  )
  writeFileSync(path, text)
}
