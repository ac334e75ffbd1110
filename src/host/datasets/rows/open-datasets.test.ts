import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importPairs } from '../../../data/import/import-pairs.ts'
import { recipeSchema } from '../../../shared/datasets/recipe.ts'
import { openDataset } from './open-dataset.ts'
import { createOpenDatasets } from './open-datasets.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-open-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

it('keeps the last ones open, closes the others, and none that is read from', async () => {
  const file = path.join(root, 'a.tsv')
  fs.writeFileSync(file, 'one\tein\n')
  const places = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const place = path.join(root, name)
      fs.mkdirSync(place)
      await importPairs(recipeSchema.parse({ files: [{ path: file }] }), place)
      return place
    }),
  )
  const open: string[] = []
  const datasets = createOpenDatasets(2, (folder) => {
    const dataset = openDataset(folder)
    const name = path.basename(folder)
    open.push(name)
    return {
      ...dataset,
      close() {
        open.splice(open.indexOf(name), 1)
        dataset.close()
      },
    }
  })
  const [a = '', b = '', c = '', d = ''] = places
  const source = (folder: string) =>
    datasets.using(folder, ({ folder: held }) => {
      const texts: string[] = []
      held.texts([0], (_, text) => texts.push(text))
      return texts
    })

  await datasets.using(a, async ({ folder }) => {
    for (const other of [b, c, d]) expect(await source(other)).toEqual(['one'])
    datasets.forget(d)
    expect(await source(a)).toEqual(['one']) // opened anew, beside the one that is still read from
    folder.texts([0], (_, text) => expect(text).toBe('one'))
  })
  expect(open.sort()).toEqual(['a', 'c'])
  datasets.forget(a)
  datasets.forget(a)
  await source(b)
  await source(b)
  expect(open.sort()).toEqual(['b', 'c'])
  await expect(datasets.using(d, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  datasets.forget(d)
  expect(open).toEqual(['b'])
})
