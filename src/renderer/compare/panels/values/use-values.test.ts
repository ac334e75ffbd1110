import { afterEach, expect, it, vi } from 'vitest'
import { createApp, effectScope, nextTick, shallowRef } from 'vue'
import type { RunId, RunSummary } from '../../../../shared/contract/runs.ts'
import { hostKey } from '../../../client/inject.ts'
import { runStoreKey } from '../../../history/inject.ts'
import { boardStoreKey } from '../../board-store.ts'
import { useLoggedValues } from './use-values.ts'

let scope = effectScope()
afterEach(() => {
  vi.useRealTimers()
  scope.stop()
  scope = effectScope()
})

/** A panel of one run at step 5, whose host answers what is asked at the cursor when it is told to. */
function panel() {
  const cursor = shallowRef(5)
  const answers: ((value: number) => void)[] = []
  const heard = new Map<string, (event: { run: RunId }) => void>()
  const columns = (value: number) => [{ metric: 'valid/loss', at: 5, steps: [5], values: [value] }]
  const values = ({ wanted }: { wanted: { at: number | 'best' }[] }) =>
    wanted[0]?.at === 'best'
      ? Promise.resolve(columns(0))
      : new Promise((resolve) => answers.push((value) => resolve(columns(value))))
  const host = {
    api: { runs: { values } },
    connection: shallowRef({ generation: 1 }),
    on: (name: string, listener: (event: { run: RunId }) => void) => (heard.set(name, listener), () => undefined),
  }
  const run = { run: 'a', step: 9, latest: {} } as unknown as RunSummary
  const board = {
    ids: shallowRef(['a']),
    step: cursor,
    board: {
      get value() {
        return { cursor: { step: cursor.value } }
      },
    },
  }
  const app = createApp({})
    .provide(hostKey, host as never)
    .provide(runStoreKey, { byId: shallowRef(new Map([['a', run]])) } as never)
    .provide(boardStoreKey, board as never)
  const state = app.runWithContext(() => scope.run(() => useLoggedValues(() => ['valid/loss'])))
  if (!state) throw new Error('the scope is active')
  const shown = () => state.logged.value('a', 'valid/loss', 'cursor').value
  return { answers, shown, evaluated: () => heard.get('evaluation')?.({ run: 'a' }) }
}

it('asks again for what was asked before a run came further, though the answer came after that', async () => {
  vi.useFakeTimers()
  const { answers, shown, evaluated } = panel()
  evaluated()
  await vi.advanceTimersByTimeAsync(1000)
  expect(answers).toHaveLength(1) // one question at a time
  answers[0]?.(0.9)
  await nextTick()
  await nextTick()
  expect([shown(), answers.length]).toEqual([0.9, 2])
  answers[1]?.(0.5)
  await nextTick()
  await nextTick()
  expect(shown()).toBe(0.5)
})
