import { expect, it } from 'vitest'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import { trainedOn } from './trained-on.ts'

const dataset = (id: string, digest: string): StoredDataset => ({
  ...{
    id,
    digest,
    name: id,
    tags: [],
    description: '',
    created: 0,
    pairs: 1,
    parent: null,
    bytes: 1,
    searchable: true,
  },
  splits: { train: 1, valid: 0, test: 0 },
})
const run = (source: Readonly<Record<string, string>>) => ({
  settings: Object.fromEntries(Object.entries(source).map(([path, value]) => [`data.source.${path}`, value])),
})

it('says where the pairs of a run are, and what became of its dataset', () => {
  const own = run({ kind: 'dataset', dataset: 'd1', where: 'row < 9', digest: 'aa' })
  const told = (...datasets: StoredDataset[]) => {
    const found = trainedOn(own, datasets)
    return [found?.dataset?.id, found?.said]
  }
  expect(trainedOn(run({ kind: 'task', task: 'copy' }), [])).toBe(null)
  expect(trainedOn(own, [])).toMatchObject({ id: 'd1', where: 'row < 9', digest: 'aa' })
  expect(told(dataset('d2', 'aa'), dataset('d1', 'aa'))).toEqual(['d1', ''])
  expect(told(dataset('d2', 'aa'))).toEqual(['d2', expect.stringMatching(/imported anew/)])
  expect(told(dataset('d1', 'bb'))).toEqual(['d1', expect.stringMatching(/others now/)])
  expect(told(dataset('d2', 'bb'))).toEqual([undefined, expect.stringMatching(/deleted/)])
})
