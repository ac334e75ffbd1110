import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createHost } from '../host.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-origin-'))
const data = path.join(root, 'data')
const host = createHost({
  warn: () => undefined,
  dataFolder: data,
  launcher: {
    launch: () => {
      throw new Error('No worker is wanted here')
    },
  },
  mode: 'command line',
  startQueued: false,
})
afterAll(async () => {
  await host.close()
  fs.rmSync(root, { recursive: true, force: true })
})

function write(name: string, lines: readonly string[]): string {
  const file = path.join(root, name)
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}

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
