import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { datasetFolder } from '../fixtures/dataset-folder.ts'

const { data, open, write } = datasetFolder()
const host = open()

it('keeps what it left out and what was done about findings, where its pairs come from another file', async () => {
  const { datasets } = host.api
  const recipe = { files: [{ path: write('twice.tsv', ['two\tzwei', 'two\tzwei', 'one\tein']) }] }
  const parent = await datasets.import({ recipe })
  const made = await datasets.derive({ dataset: parent.id, fixes: [{ finding: 'duplicate' }] })
  const before = await datasets.show({ dataset: made.id })
  const dropped = await datasets.dropped({ dataset: made.id, count: 9 })
  expect([before.recipe.fixed?.length, dropped.found]).toEqual([1, 1])
  fs.truncateSync(path.join(data, 'datasets', made.id, 'text'), 3)
  const same = { files: [{ path: write('once.tsv', ['two\tzwei', 'one\tein']) }] }
  expect(await datasets.import({ recipe: same })).toMatchObject({ id: made.id, parent: parent.id })
  expect((await datasets.rows({ dataset: made.id, count: 9 })).rows.map(({ source }) => source)).toEqual(['two', 'one'])
  expect(await datasets.show({ dataset: made.id })).toEqual(before)
  expect(await datasets.dropped({ dataset: made.id, count: 9 })).toEqual(dropped)
})
