import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { readManifest } from '../../data/folder/manifest.ts'
import { datasetFolder } from '../fixtures/dataset-folder.ts'
import { layOut } from '../folder/data-folder.ts'
import { openDatabase } from '../storage/database.ts'
import { createDatasetStore } from './stored-datasets.ts'
import { putInPlace } from './rows/export-files.ts'

const { root, data, warnings, open, write } = datasetFolder()
let host = open()

it('imports a file, shows its rows, and knows the same content again', async () => {
  const lines = Array.from({ length: 300 }, (_, at) => `one ${at} two\tein ${at} zwei drei`)
  const { datasets } = host.api
  const made = await datasets.import({ recipe: { files: [{ path: write('a.tsv', lines) }] } })
  expect(made).toMatchObject({ name: 'a.tsv', pairs: 300, splits: { train: 300, valid: 0, test: 0 }, searchable: true })
  expect(await datasets.rows({ dataset: made.id, offset: 299, count: 5 })).toMatchObject({
    pairs: 300,
    found: 300,
    more: false,
    rows: [{ row: 299, source: 'one 299 two', target: 'ein 299 zwei drei', split: 'train' }],
  })
  const sources = write(
    'a.en',
    lines.map((line) => line.split('\t')[0] ?? ''),
  )
  const targets = write(
    'a.de',
    lines.map((line) => line.split('\t')[1] ?? ''),
  )
  expect(await datasets.import({ recipe: { files: [{ path: sources, targets }] }, name: 'Again' })).toEqual(made)
  expect(await datasets.count({ dataset: made.id, where: 'source.length = 3 and target.length > 3' })).toBe(300)
  expect(await datasets.count({ dataset: made.id, where: 'target:"ein 29"' })).toBe(11)
  expect(await datasets.histogram({ dataset: made.id, field: 'ratio' })).toMatchObject({ field: 'ratio', without: 0 })
})

it('is repaired by importing its files again, where its folder is damaged, gone or lacks findings of today', async () => {
  const { datasets } = host.api
  const recipe = { files: [{ path: write('harmed.tsv', ['one\tein', 'two\tzwei']) }] }
  const made = await datasets.import({ recipe, name: 'Kept' })
  const shown = await datasets.show({ dataset: made.id })
  const rows = await datasets.rows({ dataset: made.id, count: 9 })
  const place = path.join(data, 'datasets', made.id)
  const manifest = path.join(place, 'manifest.json')
  const harms = [
    () => fs.truncateSync(path.join(place, 'text'), 3),
    () => fs.rmSync(place, { recursive: true }),
    () => fs.writeFileSync(manifest, JSON.stringify({ ...readManifest(place), findings: [] })),
  ]
  fs.mkdirSync(path.join(data, 'datasets', `.replaced-${made.id}`, 'before'), { recursive: true })
  for (const harm of harms) {
    harm()
    expect(await datasets.import({ recipe, name: 'Other' })).toEqual(made)
    expect(await datasets.show({ dataset: made.id })).toEqual(shown)
    expect(await datasets.rows({ dataset: made.id, count: 9 })).toEqual(rows)
  }
  expect(fs.readdirSync(path.join(data, 'datasets')).filter((name) => name.startsWith('.'))).toEqual([])
  await datasets.discard({ datasets: [made.id] })
})

it('is not what a training would keep once more, unless it is damaged', async () => {
  const { datasets } = host.api
  const recipe = { files: [{ path: write('cut.tsv', ['cut\tkurz', 'short\tkurz']) }] }
  const made = await datasets.import({ recipe })
  const place = path.join(data, 'datasets', made.id)
  const database = openDatabase(path.join(data, 'history.sqlite'))
  const store = createDatasetStore({ database, folder: layOut(data), emit: () => undefined, now: Date.now })
  try {
    for (const file of ['text', 'columns', 'manifest.json']) {
      expect(store.withDigest(made.digest)?.id).toBe(made.id)
      fs.truncateSync(path.join(place, file), 3)
      expect(store.withDigest(made.digest)).toBeUndefined()
      await datasets.import({ recipe })
    }
  } finally {
    database.close()
  }
  await datasets.discard({ datasets: [made.id] })
})

it('has a name, something to train on, and the digest of each file, be it one for both sides', async () => {
  const { datasets } = host.api
  const both = write('both.txt', ['one', 'two'])
  const [other, twice] = [write('other.txt', ['eins', 'zwei']), { path: both, targets: both }]
  const plain = await datasets.import({ recipe: { files: [{ path: both, targets: other }] } })
  const copied = await datasets.import({ recipe: { files: [twice] } })
  const [file] = (await datasets.show({ dataset: plain.id })).files
  expect((await datasets.show({ dataset: copied.id })).files).toEqual([file, file])

  await expect(datasets.edit({ dataset: plain.id, name: ' \t' })).rejects.toThrow(/name is needed/)
  const splitting = { kind: 'hash', valid: 0.6, test: 0.4 } as const
  await expect(datasets.import({ recipe: { files: [twice], splitting } })).rejects.toThrow(/nothing to train on/)
  await expect(datasets.derive({ dataset: plain.id, fixes: [], splitting, name: '' })).rejects.toThrow(
    /nothing to train on/,
  )
  await datasets.discard({ datasets: [plain.id, copied.id] })
})

it('counts fractions in bars narrower than one', async () => {
  const { datasets } = host.api
  const lines = Array.from({ length: 40 }, (_, at) => `${'a '.repeat(20)}b\t${'c '.repeat(20 + at)}d`)
  const { id } = await datasets.import({ recipe: { files: [{ path: write('ratios.tsv', lines) }] } })
  const { width, counts } = await datasets.histogram({ dataset: id, field: 'ratio', bars: 40 })
  expect([width, counts.length > 20, counts.reduce((sum, one) => sum + one, 0)]).toEqual([0.05, true, 40])
  expect(await datasets.histogram({ dataset: id, field: 'target.length', bars: 40 })).toMatchObject({ width: 1 })

  // Over a span of a slider, where that ends: from the least, to the end of the last bar.
  const spans = [
    [1, 10],
    [0.8, 1],
    [-5, 0],
    [0, 200],
  ] as const
  for (const span of spans) {
    const laid = await datasets.histogram({ dataset: id, field: 'ratio', bars: 60, span })
    expect(laid.from).toBeCloseTo(span[0])
    expect(laid.from + laid.counts.length * laid.width).toBeCloseTo(span[1])
  }
  const whole = await datasets.histogram({ dataset: id, field: 'target.length', bars: 60, span: [2, 20] })
  expect([whole.from, whole.width, whole.counts.length]).toEqual([2, 1, 19])
  await expect(datasets.histogram({ dataset: id, field: 'ratio', span: [1, 1] })).rejects.toThrow(/ends after/)
  await datasets.discard({ datasets: [id] })
})

it('tells which rows are like a row, how many, and the first of them', async () => {
  const { datasets } = host.api
  const lines = Array.from({ length: 60 }, (_, at) => [`a\tb`, `a\tc${at % 2}`, `d${at % 7}\tb`, 'aa\tbb']).flat()
  const { id } = await datasets.import({ recipe: { files: [{ path: write('alike.tsv', lines) }] } })
  const { alike } = await datasets.explain({ dataset: id, row: 4 })
  expect(alike.map(({ by, count, rows }) => [by, count, rows.length, rows[0]?.row])).toEqual([
    ['pair', 59, 20, 0],
    ['source', 60, 20, 1],
    ['target', 60, 20, 2],
  ])
  await datasets.discard({ datasets: [id] })
})

it('leaves nothing behind of an import that fails or is given up', async () => {
  const { datasets } = host.api
  const before = fs.readdirSync(path.join(data, 'datasets'))
  await expect(datasets.import({ recipe: { files: [{ path: write('bad.tsv', ['a\tb', 'c']) }] } })).rejects.toThrow(
    /bad\.tsv:2/,
  )
  expect(fs.readdirSync(path.join(data, 'datasets'))).toEqual(before)
})

it('renames, tags and describes; deletes with a way back, and for good when the host ends', async () => {
  const { datasets } = host.api
  const made = await datasets.import({ recipe: { files: [{ path: write('b.tsv', ['x\ty']) }] } })
  await datasets.edit({ dataset: made.id, name: ' Other ', tags: ['b', 'a'], description: '# Text' })
  expect(await datasets.show({ dataset: made.id })).toMatchObject({
    name: 'Other',
    tags: ['a', 'b'],
    description: '# Text',
  })
  await datasets.discard({ datasets: [made.id] })
  expect((await datasets.list()).map(({ id }) => id)).not.toContain(made.id)
  await datasets.restore({ datasets: [made.id] })
  expect((await datasets.rows({ dataset: made.id, count: 1 })).rows).toHaveLength(1)
  await datasets.discard({ datasets: [made.id] })
  await host.close()
  expect(fs.existsSync(path.join(data, 'datasets', made.id))).toBe(false)
  fs.mkdirSync(path.join(data, 'datasets', '.importing-abc'))
  const [first = ''] = fs.readdirSync(path.join(data, 'datasets')).filter((name) => !name.startsWith('.'))
  fs.cpSync(path.join(data, 'datasets', first), path.join(data, 'datasets', `${first} copy`), { recursive: true })
  // As where a host was killed that was about to put another in its place.
  fs.renameSync(path.join(data, 'datasets', first), path.join(data, 'datasets', `.replaced-${first}`))
  host = open()
  expect(fs.readdirSync(path.join(data, 'datasets')).toSorted()).toEqual([first, `${first} copy`])
  expect(fs.existsSync(path.join(data, 'datasets', '.importing-abc'))).toBe(false)
  expect(await host.api.datasets.list()).toHaveLength(1)
})

it('makes a dataset of another by fixes, with what was left out, and makes it again from its recipe', async () => {
  const { datasets } = host.api
  const lines = ['ein Haus steht\ta house stands', 'ein Haus steht\ta house stands', 'GrÃ¼ÃŸe euch\tgreetings', 'x\t']
  const parent = await datasets.import({ recipe: { files: [{ path: write('wrong.tsv', lines) }] } })
  const fixes = ['duplicate', 'misread', 'empty'].map((finding) => ({ finding }))
  const plan = await datasets.planFixes({ dataset: parent.id, fixes })
  expect(plan).toMatchObject({ pairs: 4, kept: 2, dropped: 2, changed: 1 })
  const made = await datasets.derive({ dataset: parent.id, fixes })
  expect(made).toMatchObject({ pairs: 2, parent: parent.id })
  const { rows } = await datasets.rows({ dataset: made.id, count: 9 })
  expect(rows.map(({ source }) => source)).toEqual(['ein Haus steht', 'Grüße euch'])
  expect((await datasets.dropped({ dataset: made.id, count: 9 })).rows).toMatchObject([
    { row: 1, reasons: ['duplicate'] },
    { row: 3, reasons: ['empty'] },
  ])
  const { recipe } = await datasets.show({ dataset: made.id })
  expect(await datasets.import({ recipe })).toMatchObject({ id: made.id, digest: made.digest })
  const sliced = { dataset: parent.id, where: 'row <= 2', fixes: fixes.slice(0, 1) }
  expect(await datasets.planFixes(sliced)).toMatchObject({ pairs: 4, kept: 1, dropped: 3, outside: 2 })
  const dropped = await datasets.dropped({ dataset: (await datasets.derive(sliced)).id, count: 9 })
  expect(dropped.rows.map(({ reasons }) => reasons[0])).toEqual(['duplicate', 'where', 'where'])
  const { leaked, source } = await datasets.compare({
    first: { dataset: parent.id },
    second: { dataset: made.id },
  })
  const house = { rows: { first: 0, second: 0 }, source: 'ein Haus steht', target: 'a house stands' }
  const greeting = { rows: { first: 2, second: 1 }, source: 'Grüße euch', target: 'greetings' }
  expect(leaked).toEqual({
    source: { count: 1, examples: [house] },
    target: { count: 2, examples: [house, greeting] },
    pair: { count: 1, examples: [house] },
  })
  expect(source.types).toEqual({ first: 6, second: 5, shared: 4 })
})

it.skipIf(process.platform !== 'linux')(
  'works on where a deleted dataset cannot be deleted, and tries again',
  async () => {
    const made = await host.api.datasets.import({ recipe: { files: [{ path: write('stays.tsv', ['p\tq']) }] } })
    await host.close()
    // Nobody, root neither, deletes what the kernel keeps there.
    const [datasets, aside] = [path.join(data, 'datasets'), path.join(data, 'aside')]
    fs.renameSync(datasets, aside)
    fs.symlinkSync('/proc/self', datasets)
    const history = new Sqlite(path.join(data, 'history.sqlite'))
    history.prepare("UPDATE dataset SET id = 'fd', discarded = 1 WHERE id = ?").run(made.id)
    warnings.length = 0
    host = open()
    const told = /^The deleted dataset fd still takes room\. .*\/datasets\/fd cannot be deleted/
    expect(warnings).toEqual([expect.stringMatching(told)])
    expect((await host.api.system.info()).warnings).toEqual([expect.stringMatching(told)])
    expect((await host.api.datasets.list()).map(({ id }) => id)).not.toContain('fd')
    await host.close()
    expect(warnings).toHaveLength(1)
    fs.unlinkSync(datasets)
    fs.renameSync(aside, datasets)
    host = open()
    expect((await host.api.system.info()).warnings).toEqual([])
    expect(history.prepare("SELECT 1 FROM dataset WHERE id = 'fd'").get()).toBeUndefined()
    history.close()
  },
)

it('finds fractions by the numbers that they are called by', async () => {
  const { datasets } = host.api
  const lines = ['a b c d e f\tg h i j k', 'a b c\tl m n o p q r', 'abcde\tabcdf']
  const made = await datasets.import({ recipe: { files: [{ path: write('ratios.tsv', lines) }] } })
  const count = (where: string) => datasets.count({ dataset: made.id, where })
  expect(await count('ratio = 1.2')).toBe(1)
  expect(await count('ratio > 1.2')).toBe(1)
  // Kept in 32 bits: one letter of five is another.
  expect(await count('SimilarityFilter = 0.8')).toBe(1)
  expect(await count('SimilarityFilter > 0.8')).toBe(0)
  expect(await count('SimilarityFilter >= 0.8')).toBe(1)
})

it('exports to files that are not there yet, and touches none that are', async () => {
  const { datasets } = host.api
  const made = await datasets.import({ recipe: { files: [{ path: write('out.tsv', ['one\tein', 'two\tzwei']) }] } })
  const folder = path.join(root, 'out')
  fs.mkdirSync(path.join(folder, 'plain.tsv.part'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'pair.src.part'), 'of the user')
  const to = (name: string) => path.join(folder, name)
  const plain = { dataset: made.id, format: 'tsv', path: to('plain') } as const
  expect(await datasets.export(plain)).toMatchObject({ files: [to('plain.tsv')], pairs: 2 })
  await expect(datasets.export(plain)).rejects.toMatchObject({ code: 'bad-usage' })
  const { files } = await datasets.export({ dataset: made.id, format: 'moses', path: to('pair') })
  expect(files.map((file) => fs.readFileSync(file, 'utf8'))).toEqual(['one\ntwo\n', 'ein\nzwei\n'])
  expect(fs.readFileSync(to('pair.src.part'), 'utf8')).toBe('of the user')

  // One that is given up leaves nothing, wherever it was.
  const lines = Array.from({ length: 20_000 }, (_, at) => `one ${at}\tein ${at}`)
  const large = await datasets.import({ recipe: { files: [{ path: write('large.tsv', lines) }] } })
  const given = { dataset: large.id, format: 'parquet', path: to('given'), task: 'given up' } as const
  const exported = { ended: false }
  const exporting = datasets
    .export(given)
    .catch((error: unknown) => expect(error).toMatchObject({ code: 'aborted' }))
    .finally(() => (exported.ended = true))
  const isWriting = () => fs.readdirSync(folder).some((name) => /^given\..*\.part$/.test(name))
  while (!exported.ended && !isWriting()) await wait(1)
  await datasets.stop({ task: 'given up' })
  await exporting
  expect(isWriting()).toBe(false)

  // A file that appears while an export is written: neither it is written over, nor the other of the two left.
  const late = ['a', 'b'].map((name) => ({ file: to(name), part: to(`${name}.part`) }))
  for (const { part } of late) fs.writeFileSync(part, 'new')
  fs.writeFileSync(to('b'), 'of the user')
  expect(() => putInPlace(late)).toThrow(expect.objectContaining({ code: 'bad-usage' }))
  expect(fs.existsSync(to('a'))).toBe(false)
  expect(fs.readFileSync(to('b'), 'utf8')).toBe('of the user')
})
