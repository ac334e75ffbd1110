import { expect, test, vi } from 'vitest'
import { emptyDatabase } from './database.ts'
import { queuedRuns } from './runs.ts'

test('the order of the queue and its ends are found without a look at every run', () => {
  const database = emptyDatabase()
  const prepare = vi.spyOn(database, 'prepare')
  queuedRuns(database)
  const order = prepare.mock.calls[0]?.[0] ?? ''
  prepare.mockRestore()
  const plan = (sql: string) => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
  expect(plan(order)).toMatch(/INDEX run_waiting/)
  expect(plan(order)).not.toMatch(/TEMP B-TREE/)
  for (const end of ['min', 'max'])
    expect(plan(`SELECT ${end}(queue_order) FROM run`)).toMatch(/SEARCH run USING COVERING INDEX run_by_queue_order/)
  database.close()
})
