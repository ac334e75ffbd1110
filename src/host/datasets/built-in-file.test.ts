import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadDataset } from '../../data/load.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { type Host, createHost } from '../host.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-built-in-'))
let host: Host
beforeAll(() => {
  const launch = () => {
    throw new Error('No worker is wanted here')
  }
  host = createHost({ dataFolder: root, launcher: { launch }, mode: 'command line', startQueued: false })
})
afterAll(async () => {
  await host.close()
  fs.rmSync(root, { recursive: true, force: true })
})

it.each([
  ['compiler messages en–fr', { kind: 'messages', language: 'fr' }],
  ['pronouncing dictionary, 300 words', { kind: 'pronouncing', words: 300, validPairs: 50 }],
  ['sort 3–10', { kind: 'task', task: 'sort', trainPairs: 200, validPairs: 20 }],
])('%s is a dataset like any other, of the pairs that a run on it has', async (name, source) => {
  const { datasets } = host.api
  const written = await datasets.writeBuiltIn({ data: { source } })
  expect(written.name).toBe(name)
  const made = await datasets.import({ recipe: written.recipe, name })
  const { data } = parseConfiguration(composeConfiguration({ file: { data: { source } } }))
  const own = await loadDataset(data)
  expect(made.splits).toEqual({ train: own.train.length + own.tooLong, valid: own.valid.length, test: 0 })

  // And again: neither a second file nor a second dataset.
  const files = fs.readdirSync(path.join(root, 'files'))
  expect(files).toContain(`${name}.jsonl`)
  const again = await datasets.writeBuiltIn({ data: { source } })
  expect((await datasets.import({ recipe: again.recipe })).id).toBe(made.id)
  expect(fs.readdirSync(path.join(root, 'files'))).toEqual(files)

  const { rows } = await datasets.rows({ dataset: made.id, where: 'split:valid', count: 3 })
  const { source: cut } = await datasets.tokenize({ data: { source }, source: rows.map((row) => row.source) })
  expect(cut.map(({ tokens }) => tokens)).toEqual(own.valid.slice(0, 3).map((pair) => pair.source))
  expect((await datasets.statistics({ dataset: made.id })).pairs).toBe(made.pairs)
  expect((await datasets.show({ dataset: made.id })).findings.length).toBeGreaterThan(20)
})

it('is nothing for pairs of files', async () => {
  const data = { source: { kind: 'table', train: '/tmp/pairs.tsv' } }
  await expect(host.api.datasets.writeBuiltIn({ data })).rejects.toMatchObject({ code: 'bad-usage' })
})
