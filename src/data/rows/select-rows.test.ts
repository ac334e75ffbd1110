import fc from 'fast-check'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import type { RowView } from '../../shared/datasets/row-fields.ts'
import { compileQuery } from '../../shared/query/compile.ts'
import { hardPair } from '../findings/test-support.ts'
import { openFolder } from '../folder/reader.ts'
import { importPairs } from '../import/import-pairs.ts'
import { createRowColumns } from './row-columns.ts'
import { type Selecting, fieldsOf, findingsIn, rowsOf, selectRows } from './select-rows.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-select-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

const TESTS = [
  'ratio > 1.5', 'ratio = 1', 'ratio = inf', 'ratio != 2', 'ratio.characters in 1..1.2, 3', 'row <= 40', 'unknown < 50%',
  'source.length in 0, 2..3', 'target.length != 1', 'target.characters > 5000', 'split:valid', 'split != train', 'has:finding',
  'finding:duplicate', 'finding != empty', 'finding in last-mark, numbers', 'finding:*ratio*', 'finding:averagewordlengthfilter',
  'LengthRatioFilter.char >= 1.1', 'AverageWordLengthFilter.least = 2', 'source:ha', 'target:"a "', 'HAUS', 'source = ""',
] // prettier-ignore

const query = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...TESTS) },
    { weight: 1, arbitrary: tie('any').map((one) => `not (${one})`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
        .map(([left, word, right]) => `(${left}) ${word} (${right})`),
    },
  ),
})).any

it('finds by columns the rows that a look at every row by itself finds', async () => {
  const parts = await openHardPairs()
  const views = viewsOf(parts)
  await fc.assert(
    fc.asyncProperty(query, async (where) => {
      const compiled = compileQuery(where, parts.fields)
      if (!compiled.ok) throw new Error(compiled.problem.message)
      const expected = views.filter(compiled.matches).map(({ row }) => row)
      expect(Array.from(rowsOf(await selectRows(where, parts)))).toEqual(expected)
    }),
    { numRuns: 200, examples: TESTS.map((one) => [one]) },
  )
  parts.folder.close()
})

async function openHardPairs(): Promise<Selecting> {
  const file = path.join(root, 'pairs.jsonl')
  const some = fc.sample(hardPair, { numRuns: 150, seed: 1 }).map((one) => JSON.stringify(one))
  const lines = [...some, ...some.slice(0, 30)]
  fs.writeFileSync(file, `${lines.filter((line) => !/\\u0000|\\ud[89a-f]/.test(line)).join('\n')}\n`)
  const folder = path.join(root, 'dataset')
  fs.mkdirSync(folder)
  const splitting = { kind: 'seed', valid: 0.3, test: 0.1 }
  await importPairs(recipeSchema.parse({ files: [{ path: file }], splitting }), folder)
  const open = openFolder(folder)
  const findings = open.manifest.findings.map(({ id }) => id)
  return { folder: open, columns: createRowColumns(open), fields: fieldsOf(open), findings }
}

function viewsOf({ folder, columns, findings }: Selecting): RowView[] {
  const views: RowView[] = []
  folder.texts(
    Array.from({ length: folder.pairs }).map((_, row) => row),
    (row, source, target) => {
      const found = findingsIn(folder.column('flags')[row] ?? 0, findings)
      const number = (name: string): number => columns(name)?.[row] ?? NaN
      views.push({ row, source, target, split: folder.splitOf(row), findings: found, number })
    },
  )
  return views
}
