import { describe, expect, it } from 'vitest'
import { columnOf, offeredColumns } from './columns.ts'
import { between } from './selection.ts'
import { tableRecords, toCsv } from './table-export.ts'
import { madeRun } from './test-support.ts'
import { usualColumns } from './use-columns.ts'

const run = madeRun('r1', {
  latest: { 'valid/loss': 0.25, 'train/learning_rate': 0.1 },
  settings: { 'data.source.task': 'reverse' },
  note: '=1+1',
  tags: ['a', 'b'],
})

describe('columns', () => {
  it('are what a run is, metrics last and best, and settings by their titles', () => {
    const ids = offeredColumns([run]).map(({ id }) => id)
    expect(ids).toContain('valid/loss@best')
    expect(ids).not.toContain('train/learning_rate@best') // neither way is better
    expect(ids).toContain('data.source.task')
    expect(columnOf('model.encoder.hidden')?.title).toBe('Encoder: Hidden units')
    expect(ids.every((id) => columnOf(id)?.id === id)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('ask the host for what the list does not carry', () => {
    const asked = (id: string) => columnOf(id)?.value(run, ({ at }) => (at === 300 ? 0.5 : undefined))
    expect(asked('valid/loss')).toBe(0.25)
    expect(asked('valid/loss@300')).toBe(0.5)
    expect(asked('valid/loss@best')).toBe(null)
    expect(columnOf('valid/loss@300')?.title).toBe('Validation loss, step 300')
  })

  it('of a place have room for all of their head, whose end tells it from others', () => {
    const { short = '', whole, width = 0 } = columnOf('train/loss@123456789') ?? {}
    expect(short).toBe('Train loss, step 123\u202f456\u202f789')
    expect(whole).toBe('Training loss')
    expect(width).toBeGreaterThan(short.length * 6)
  })

  it('at first are those there is something in, fewer in a narrow window', () => {
    expect(usualColumns([run], Infinity, false)).toEqual([
      'data',
      'seed',
      'state',
      'valid/loss',
      'tag',
      'note',
      'parameters',
      'created',
    ])
    expect(usualColumns([madeRun('r2')], 0, false)).toEqual(['data', 'seed', 'state'])
    // As many as fit, a deviation beside each metric in groups.
    const latest = { 'train/loss': 1, 'valid/loss': 1, 'valid/exact_match': 1, 'valid/token_accuracy': 1 }
    const left = (room: number, grouped: boolean) => {
      const shown = usualColumns([madeRun('r3', { latest })], room, grouped)
      return ['parameters', 'valid/token_accuracy', 'train/loss', 'created'].filter((id) => shown.includes(id))
    }
    expect(left(1300, false)).toEqual(['valid/token_accuracy', 'train/loss', 'created'])
    expect(left(1300, true)).toEqual(['created'])
  })
})

it('selects what stands between two rows, whichever is the first', () => {
  expect(between(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c'])
  expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b'])
  expect(between(['a', 'b'], 'a', 'gone')).toEqual([])
})

describe('the table as a file', () => {
  const columns = ['state', 'valid/loss', 'note', 'tag', 'created'].flatMap((id) => columnOf(id) ?? [])
  const records = tableRecords(
    [run, madeRun('r2', { name: 'a "b", c', latest: { 'valid/loss': NaN } })],
    columns,
    () => undefined,
  )

  it('has full values, times that any program reads, and words for what is no number', () => {
    expect(records[0]).toMatchObject({
      run: 'r1',
      state: 'finished',
      'valid/loss': 0.25,
      created: '1970-01-01T00:00:00.000Z',
    })
    expect(records[1]).toMatchObject({ 'valid/loss': 'NaN', note: null })
  })

  it('is CSV with quotes where they are needed, and no note becomes a formula', () => {
    expect(toCsv(records)).toBe(
      'run,name,state,valid/loss,note,tag,created\r\n' +
        "r1,r1,finished,0.25,'=1+1,a b,1970-01-01T00:00:00.000Z\r\n" +
        'r2,"a ""b"", c",finished,NaN,,,1970-01-01T00:00:00.000Z\r\n',
    )
    expect(toCsv([])).toBe('')
  })
})
