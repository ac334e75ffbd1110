import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueueState } from '../../shared/contract/queue.ts'
import { createQueueNews, inOrder } from './queue-service.ts'

test('a queue that cannot be read at the moment is told of at the next change', async () => {
  const told: QueueState[] = []
  const state = { atOnce: 1, held: false, cores: 1, active: [], waiting: [] }
  let fails = true
  const read = () => {
    if (fails) throw new Error('the disk failed')
    return state
  }
  const news = createQueueNews(read, (now) => told.push(now))
  news.changed()
  await new Promise(setImmediate)
  fails = false
  news.changed()
  await new Promise(setImmediate)
  expect(told).toEqual([state])
  news.close()
})

test('an order that is wanted loses no waiting run and doubles none', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  fc.assert(
    fc.property(fc.uniqueArray(ids), fc.array(ids), (there, wanted) => {
      const result = inOrder(there, wanted)
      expect([...result].sort()).toEqual([...there].sort())
      const named = there.filter((run) => wanted.includes(run))
      expect(result.slice(0, named.length)).toEqual([...new Set(wanted)].filter((run) => there.includes(run)))
      expect(result.slice(named.length)).toEqual(there.filter((run) => !wanted.includes(run)))
    }),
  )
})
