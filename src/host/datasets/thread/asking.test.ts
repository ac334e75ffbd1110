import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importPairs } from '../../../data/import/import-pairs.ts'
import { recipeSchema } from '../../../shared/datasets/recipe.ts'
import { createAsking } from './asking.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-asking-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

it('answers what else was asked after a question that takes years was given up', async () => {
  const file = path.join(root, 'a.tsv')
  fs.writeFileSync(file, `${'a'.repeat(60)}!\tein\n`)
  const folder = path.join(root, 'a')
  fs.mkdirSync(folder)
  await importPairs(recipeSchema.parse({ files: [{ path: file }] }), folder)
  const asking = createAsking()
  const patient = new AbortController().signal
  const ending = new AbortController()
  const all = { folder, where: '' }
  const manner = { side: 'source', expression: true, wholeWords: false, matchCase: false } as const
  try {
    expect(await asking.ask((data) => data.count(all), patient)).toBe(1)
    const signal = ending.signal
    const years = asking.ask(
      (data) => data.count({ ...all, search: { text: '^(a+)+$', ...manner } }, { signal }),
      signal,
    )
    const other = asking.ask((data) => data.count({ ...all, where: 'target.length = 1' }), patient)
    ending.abort()
    await expect(years).rejects.toMatchObject({ code: 'aborted' })
    expect(await other).toBe(1)
    expect(await asking.ask((data) => data.count(all), patient)).toBe(1)
  } finally {
    await asking.end()
  }
})
