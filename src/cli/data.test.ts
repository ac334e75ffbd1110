import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { renameData, searchData, showData } from './commands/data.ts'
import { compareData } from './commands/data-compare.ts'
import { fixData, listFindings } from './commands/data-fix.ts'
import { importData } from './commands/data-import.ts'
import { tokenizeData } from './commands/data-tokenize.ts'

// There is no built worker beside the sources, and nothing is trained here.
vi.mock('./worker-program.ts', () => ({
  workerLauncher: () => ({
    launch: () => {
      throw new Error('No worker is wanted here')
    },
  }),
}))

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-cli-data-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

describe('datasets of a command line', () => {
  /** What a command prints. */
  async function printed(command: () => Promise<number>): Promise<string> {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    try {
      await command()
      return write.mock.calls.map(([text]) => String(text)).join('')
    } finally {
      write.mockRestore()
    }
  }

  test('a file with a comma in its name is imported, fixed by a recipe with splits, and cut into tokens', async () => {
    const common = { dataDir: path.join(folder, 'data'), json: true }
    const lines = Array.from({ length: 40 }, (_, at) => `the house ${at}\tdas Haus ${at}\n`)
    const file = write('a,b.tsv', lines.join(''))
    const importing = { ...common, index: false }

    // Nothing but the failure itself is for a program to read; what was guessed is part of it.
    const refused = await printed(() =>
      importData([file], importing).then(
        () => expect.fail('was imported'),
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'bad-usage', problems: expect.arrayContaining([expect.anything()]) })
          return 0
        },
      ),
    )
    expect(refused).toBe('')
    const made: unknown = JSON.parse(await printed(() => importData([file], { ...importing, yes: true })))
    expect(made).toMatchObject({ name: 'a,b.tsv', pairs: 40 })

    const splitting = { kind: 'hash', valid: 0.1, test: 0.1 }
    const recipe = write('recipe.json', JSON.stringify({ fixes: [{ finding: 'duplicate' }], splitting }))
    const again: unknown = JSON.parse(await printed(() => fixData('a,b.tsv', recipe, { ...common, as: 'json' })))
    expect(again).toMatchObject({ splitting })

    const input = write('lines.txt', 'the house 1\n')
    const cut = () => tokenizeData(undefined, { ...common, data: 'dataset:a,b.tsv', input, side: 'source' })
    expect(JSON.parse(await printed(cut))).toMatchObject({ line: 'the house 1', side: 'source' })
  })

  test('files named one by one are paired and split by their names, which is accepted like any other guess', async () => {
    const common = { dataDir: path.join(folder, 'data'), json: true, index: false }
    const side = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${at}\n`).join('')
    const files = [
      ...[write('train.de', side('Haus', 9)), write('train.en', side('house', 9))],
      ...[write('dev.de', side('Maus', 3)), write('dev.en', side('mouse', 3))],
    ]
    await expect(importData(files, common)).rejects.toMatchObject({
      hint: expect.stringContaining('SOURCE,TARGET'),
      problems: expect.arrayContaining([
        { path: 'files', message: expect.stringMatching(/train\.de with .*train\.en \(by the names of the files\)/) },
        { path: 'split', message: expect.stringMatching(/dev\.de valid \(by/) },
      ]),
    })
    const made = async (more: Partial<Parameters<typeof importData>[1]>, some: readonly string[] = files) =>
      JSON.parse(await printed(() => importData(some, { ...common, yes: true, ...more }))) as unknown
    expect(await made({})).toMatchObject({ pairs: 12, splits: { train: 9, valid: 3, test: 0 } })
    // What is said goes before names.
    expect(await made({ test: files.slice(2) }, files.slice(0, 2))).toMatchObject({
      splits: { train: 9, valid: 0, test: 3 },
    })
    expect(await made({ splitBy: 'seed', validShare: 0 })).toMatchObject({ splits: { train: 12, valid: 0, test: 0 } })
  })

  test('rows are printed for programs by the numbers that queries ask for, and fixes are counted of all rows', async () => {
    const common = { dataDir: path.join(folder, 'data'), json: true, index: false }
    const word = (at: number) => String.fromCodePoint(0x61 + (at % 15)).repeat(6)
    const lines = Array.from({ length: 20 }, (_, at) => `${word(at)}\t${word(at).toUpperCase()}\n`)
    await printed(() => importData([write('x.tsv', lines.join(''))], { ...common, yes: true }))
    const rowsOf = async (command: () => Promise<number>, name = 'rows') => {
      const told = JSON.parse(await printed(command)) as Record<string, unknown>
      return told[name]
    }
    const search = (where: string) => rowsOf(() => searchData('x.tsv', undefined, { ...asked, where }))
    const asked = { ...common, side: 'either', limit: 9 } as const
    expect(await search('row = 3')).toMatchObject([{ row: 3, source: 'cccccc', original: null }])
    expect(await search('row = 18')).toMatchObject([{ row: 18, source: 'cccccc', original: 3 }])
    expect(await rowsOf(() => showData('x.tsv', { ...common, rows: 1 }))).toMatchObject([{ row: 1 }])
    const examples = await rowsOf(
      () => listFindings('x.tsv', 'duplicate', { ...common, where: 'row = 17' }),
      'examples',
    )
    expect(examples).toMatchObject([{ row: 17, original: 2 }])
    const leaked = await rowsOf(() => compareData('x.tsv', undefined, { ...common, whereSecond: 'row = 4' }), 'leaked')
    expect(leaked).toMatchObject({ pair: { examples: [{ rows: { first: 4, second: 4 } }] } })

    const fixing = { ...common, json: false, fix: ['duplicate'], where: 'row < 18' }
    expect(await printed(() => fixData('x.tsv', undefined, fixing))).toContain(
      'Of 20 pairs, 15 stay, 0 of them changed; 5 are left out, 3 of them by the query',
    )
    await expect(renameData('x.tsv', ' ', common)).rejects.toThrow('A name is needed')
    await expect(renameData('x.tsv', '', common)).rejects.toThrow('A name is needed')
  })

  test('what comes with Saccade is imported without a file', async () => {
    const common = { dataDir: path.join(folder, 'data'), json: true, index: false }
    const task = { task: 'messages', set: ['data.source.language=ja'], tag: ['small'] }
    expect(JSON.parse(await printed(() => importData([], { ...common, ...task })))).toMatchObject({
      ...{ name: 'compiler messages en–ja', tags: ['small'], pairs: 2076 },
      splits: { train: 1972, valid: 104, test: 0 },
    })
    expect(() => importData([], common)).toThrow('Name files to import')
    expect(() => importData(['a.tsv'], { ...common, ...task })).toThrow('Name files to import')
  })
})
