import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('does at once what comes after a rest, with all of the same turn, and keeps the newest of the rest for later', async () => {
  const done: string[] = []
  const pace = createPace(80)
  const [a, b] = [() => done.push('a'), () => done.push('b')]
  pace.ask(a)
  pace.ask(b)
  expect(done).toEqual(['a', 'b'])
  await Promise.resolve()
  for (let i = 0; i < 5; i += 1) {
    pace.ask(a)
    pace.ask(b)
  }
  expect(done).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(80)
  expect(done).toEqual(['a', 'b', 'a', 'b'])
  pace.ask(a)
  pace.forget(a)
  await vi.advanceTimersByTimeAsync(200)
  expect(done).toHaveLength(4)
  pace.ask(b)
  expect(done).toHaveLength(5)
})
