import { describe, expect, it } from 'vitest'
import { type SortKey, readSort, sortBy, sortItems, sortValue, writeSort } from './sorting.ts'
import { madeRun } from './test-support.ts'

const run = (id: string, loss?: number) => madeRun(id, { latest: loss === undefined ? {} : { 'train/loss': loss } })
const none = () => undefined
const sorted = (runs: readonly ReturnType<typeof run>[], keys: readonly SortKey[]) =>
  sortItems(runs, keys, (one, by) => sortValue(one, by, none)).map((one) => one.run)

describe('the list of runs', () => {
  it('G37: sorts by a metric with its best first at the first click, whichever way is better', () => {
    const runs = [run('a', 2), run('b', 1), run('c', NaN)]
    const first = (by: string) => sortBy([], by, false)
    expect(sorted(runs, first('train/loss'))).toEqual(['b', 'a', 'c'])
    expect(first('valid/exact_match')).toEqual([{ by: 'valid/exact_match', descending: true }])
    expect(first('valid/exact_match@best')).toEqual([{ by: 'valid/exact_match@best', descending: true }])
    expect(first('valid/alignment_error_rate')[0]?.descending).toBe(false)
    expect(first('name')[0]?.descending).toBe(false)
    expect(first('created')[0]?.descending).toBe(true)
  })

  it('sorts by a metric with missing values last either way', () => {
    const runs = [run('a', 2), run('b'), run('c', 1), run('d', NaN)]
    const order = (descending: boolean) => sorted(runs, [{ by: 'train/loss', descending }])
    expect(order(false)).toEqual(['c', 'a', 'b', 'd'])
    expect(order(true)).toEqual(['a', 'c', 'b', 'd'])
  })

  it('sorts names the way people count', () => {
    expect(sorted([run('seed 10'), run('seed 9')], [{ by: 'name', descending: false }])).toEqual(['seed 9', 'seed 10'])
  })

  it('sorts infinities as the numbers they are, and equal ones by the next key', () => {
    const runs = [run('b', Infinity), run('c', 1), run('a', Infinity), run('d', -Infinity)]
    const keys = readSort('train/loss,name')
    expect(sorted(runs, keys)).toEqual(['d', 'c', 'a', 'b'])
    expect(sorted(runs, [{ by: 'train/loss', descending: true }])).toEqual(['b', 'a', 'c', 'd']) // as they were
  })

  it('turns a column round at the second click, and adds one with Shift', () => {
    const one = sortBy([], 'valid/loss', false)
    expect(writeSort(sortBy(one, 'valid/loss', false))).toBe('-valid/loss')
    const two = sortBy(one, 'seed', true)
    expect(writeSort(two)).toBe('valid/loss,seed')
    expect(writeSort(sortBy(two, 'valid/loss', true))).toBe('-valid/loss,seed')
    expect(writeSort(sortBy(two, 'valid/loss', false))).toBe('valid/loss')
  })

  it('reads an order from an address, whatever stands there', () => {
    expect(readSort('-valid/loss@300,model.encoder.hidden')).toEqual([
      { by: 'valid/loss@300', descending: true },
      { by: 'model.encoder.hidden', descending: false },
    ])
    for (const text of ['', 'nothing', '__proto__', 'valid/loss@', 'valid/loss@-1', 'train/learning_rate@best'])
      expect(writeSort(readSort(text))).toBe('-created')
  })
})
