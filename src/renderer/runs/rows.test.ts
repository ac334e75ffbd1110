import { describe, expect, it } from 'vitest'
import { differingSettings } from '../../shared/board/groups.ts'
import { columnOf } from './columns.ts'
import { groupCell, readGrouping, rowsOf, writeGrouping } from './rows.ts'
import { readSort } from './sorting.ts'
import { madeRun } from './test-support.ts'

const none = () => undefined
/** Two settings, three seeds each; the better setting is the second. */
const RUNS = [1, 2, 3].flatMap((seed) =>
  (['dot', 'additive'] as const).map((score, i) =>
    madeRun(`${score} ${seed}`, {
      seed,
      sequence: seed,
      settings: { 'model.attention.score': score },
      latest: { 'valid/loss': 2 - i + seed / 10 },
    }),
  ),
)
const rows = (group: string, sort: string, open: readonly string[] = []) =>
  rowsOf(RUNS, { grouping: readGrouping(group), sort: readSort(sort), open: new Set(open), asked: none })

describe('the rows of the table', () => {
  it('are the runs in their order', () => {
    expect(rows('', 'valid/loss').map((row) => row.key)).toEqual(RUNS.map(({ run }) => run).sort())
  })

  it('are groups by everything but the seed, in the order of their means, with their members where they are open', () => {
    const closed = rows('all-but-seed', 'valid/loss')
    expect(closed.map((row) => row.kind === 'group' && row.group.runs[0]?.settings)).toEqual([
      { 'model.attention.score': 'additive' },
      { 'model.attention.score': 'dot' },
    ])
    const second = closed[1]?.kind === 'group' ? closed[1].group.key : ''
    const members = rows('all-but-seed', '-valid/loss', [second]).map((row) => row.key)
    expect(members.slice(1, 4)).toEqual(['dot 3', 'dot 2', 'dot 1'])
    expect(members.length).toBe(5)
  })

  it('of a group tell mean and standard deviation, what is the same, and how many values there are', () => {
    const [row] = rows('model.attention.score', 'valid/loss')
    if (row?.kind !== 'group') throw new Error('no group')
    const cell = (id: string) => {
      const column = columnOf(id)
      return column && groupCell(row.group, column, none)
    }
    expect(cell('valid/loss')).toMatchObject({ kind: 'spread', spread: { n: 3, mean: expect.closeTo(1.2) } })
    expect(cell('valid/loss')).toMatchObject({ spread: { deviation: expect.closeTo(0.1) } })
    expect(cell('preset')).toEqual({ kind: 'same', value: 'luong-dot' })
    expect(cell('seed')).toEqual({ kind: 'several', values: 3, range: [1, 3] })
  })

  it('are grouped as the address says, whatever stands there', () => {
    for (const text of ['', 'all-but-seed', 'preset,model.attention.score'])
      expect(writeGrouping(readGrouping(text))).toBe(text)
    for (const text of ['nothing', 'seed', 'valid/loss', '__proto__']) expect(readGrouping(text).by).toBe('nothing')
  })

  it('can be grouped by what the runs differ in', () => {
    expect(differingSettings(RUNS)).toEqual(['model.attention.score'])
    expect(differingSettings([])).toEqual([])
  })
})
