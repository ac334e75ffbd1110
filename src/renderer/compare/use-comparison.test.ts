import { afterEach, expect, it, vi } from 'vitest'
import { type EffectScope, createApp, effectScope, nextTick, shallowRef } from 'vue'
import type { Comparison, ComparisonRequest } from '../../shared/contract/comparison.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { HostClient } from '../client/client.ts'
import { hostKey } from '../client/inject.ts'
import { useComparison } from './use-comparison.ts'

let scope: EffectScope | undefined
afterEach(() => scope?.stop())

const request = (runs: readonly string[], metric: ComparisonRequest['metric'] = 'bleu'): ComparisonRequest => {
  return { runs: [...runs], checkpoint: 'best', metric, resamples: 1000, seed: 1 }
}

interface Told {
  readonly run: string
  readonly done: number
  readonly pairs: number
}

/** A panel about two runs, whose host answers when it is told to; `lacking` have to decode first. */
function panel(name: string, lacking: Set<string>) {
  const runs = [`${name}-1`, `${name}-2`]
  const asked = shallowRef<ComparisonRequest | null>(request(runs))
  const calls: { request: ComparisonRequest; answer(): void; refuse(error: SaccadeError): void }[] = []
  const listeners = new Set<(told: Told) => void>()
  const evaluated = new Set<(told: Told) => void>()
  const connection = shallowRef({ generation: 1 })
  const compare = (given: ComparisonRequest, { signal }: { signal: AbortSignal }) =>
    new Promise<Comparison>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new SaccadeError('aborted', 'The call was given up.')))
      const { metric, resamples, seed } = given
      const found = { metric, resamples, seed, signature: '', pairs: 9, runs: [], leftOut: [] } as unknown as Comparison
      const answer = () => {
        lacking.clear()
        resolve(found)
      }
      calls.push({ request: given, answer, refuse: reject })
    })
  const host = {
    api: {
      runs: { compare },
      outputs: {
        lacking: ({ runs: those }: { runs: string[] }) => Promise.resolve(those.filter((run) => lacking.has(run))),
      },
    },
    connection,
    on: (name: string, listener: (told: Told) => void) => {
      if (name === 'decoding') listeners.add(listener)
      if (name === 'evaluation') evaluated.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as HostClient
  const app = createApp({}).provide(hostKey, host)
  /** Shows it, as when a board is opened. */
  const show = () => {
    scope = effectScope()
    const shown = app.runWithContext(() => scope?.run(() => useComparison(() => asked.value)))
    if (!shown) throw new Error('the scope is active')
    return shown
  }
  const state = show()
  const next = () =>
    vi.waitFor(() => {
      const call = calls.shift()
      if (!call) throw new Error('nothing was asked')
      return call
    })
  const tell = (run: string | undefined, done: number) =>
    listeners.forEach((hear) => hear({ run: run ?? '', done, pairs: 10 }))
  const evaluate = (run: string | undefined) => evaluated.forEach((hear) => hear({ run: run ?? '', done: 0, pairs: 0 }))
  return { runs, asked, state, show, next, calls, tell, evaluate, connection, listeners }
}

it('waits to be told where runs have to decode, and tells how far they are', async () => {
  const runs = new Set(['steps-1', 'steps-2'])
  const { state, next, calls, tell, listeners, runs: ids } = panel('steps', runs)
  await nextTick()
  expect(calls).toEqual([])
  const before = listeners.size
  const done = state.start()
  const call = await next()
  expect(state.progress.value).toEqual({ done: 0, all: 2 })
  tell(ids[0], 10)
  tell(ids[1], 5)
  tell('a run of somebody else', 10)
  expect(state.progress.value).toEqual({ done: 1.5, all: 2 })
  call.answer()
  await done
  expect([state.current.value, state.progress.value, state.error.value, listeners.size]).toEqual([
    true,
    null,
    null,
    before,
  ])
  scope?.stop()
  expect(listeners.size).toBe(0)
})

it('is given up on the way, and what was found before stays', async () => {
  const lacking = new Set<string>()
  const { runs, asked, state, next, calls } = panel('given-up', lacking)
  ;(await next()).answer()
  await vi.waitFor(() => expect(state.current.value).toBe(true))
  lacking.add('another')
  asked.value = request([...runs, 'another'])
  await nextTick()
  expect([state.current.value, state.answer.value?.request.runs, calls]).toEqual([false, runs, []])
  const again = state.start()
  await next()
  state.cancel()
  await again
  expect([state.progress.value, state.error.value, state.answer.value?.request.runs]).toEqual([null, null, runs])
})

it('works out another metric by itself where nobody has to decode, and knows what it found', async () => {
  const { runs, asked, state, next, calls } = panel('metrics', new Set())
  ;(await next()).answer()
  await vi.waitFor(() => expect(state.current.value).toBe(true))
  asked.value = request(runs, 'chrf')
  const other = await next()
  expect(other.request).toMatchObject({ metric: 'chrf' })
  other.answer()
  await vi.waitFor(() => expect(state.current.value).toBe(true))
  asked.value = request(runs)
  await nextTick()
  expect([state.current.value, calls]).toEqual([true, []])
})

it('asks anew about runs that were trained on, also where that was while no panel was shown', async () => {
  const lacking = new Set<string>()
  const { runs, show, next, calls, evaluate, connection } = panel('trained-on', lacking)
  ;(await next()).answer()
  await vi.waitFor(() => expect(calls).toEqual([]))
  scope?.stop()
  evaluate('another')
  expect(show().current.value).toBe(true)
  scope?.stop()
  evaluate(runs[1])
  const { current, answer } = show()
  expect(current.value).toBe(false)
  // Another evaluation comes while it is worked out: what is found is shown, and asked for once more.
  const first = await next()
  evaluate(runs[0])
  first.answer()
  const second = await next()
  expect([current.value, answer.value?.request.runs]).toEqual([false, runs])
  second.answer()
  await vi.waitFor(() => expect(current.value).toBe(true))
  // Where a checkpoint has to decode first, what was found does not pass for what would be found now.
  runs.forEach((run) => lacking.add(run))
  evaluate(runs[0])
  await new Promise((resolve) => setTimeout(resolve))
  expect([current.value, calls]).toEqual([false, []])
  lacking.clear()
  connection.value = { generation: 2 } // who knows what was missed
  ;(await next()).answer()
  await vi.waitFor(() => expect(current.value).toBe(true))
})

it('says why it failed', async () => {
  const { state, next } = panel('failing', new Set())
  ;(await next()).refuse(new SaccadeError('worker-lost', 'The worker process was lost.'))
  await vi.waitFor(() => expect(String(state.error.value)).toBe('SaccadeError: The worker process was lost.'))
  expect(state.progress.value).toBeNull()
})
