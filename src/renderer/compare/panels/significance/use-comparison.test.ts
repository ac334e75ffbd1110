import { afterEach, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, nextTick, shallowRef } from 'vue'
import type { Comparison, ComparisonRequest } from '../../../../shared/contract/comparison.ts'
import { SaccadeError } from '../../../../shared/errors.ts'
import type { HostClient } from '../../../client/client.ts'
import { comparisonOf } from './compared-runs.ts'
import { significanceOptions } from './options.ts'
import { useComparison } from './use-comparison.ts'

let scope: EffectScope | undefined
afterEach(() => scope?.stop())

/** A panel about runs `name-1`, `name-2` …, whose host answers when it is told to. */
function panel(name: string, count: number) {
  const runs = Array.from({ length: count }, (_, i) => `${name}-${i + 1}`)
  const asked = shallowRef<ComparisonRequest | null>(comparisonOf(runs, null, significanceOptions.parse({})))
  const calls: { request: ComparisonRequest; answer(): void; refuse(error: SaccadeError): void }[] = []
  const compare = (request: ComparisonRequest, { signal }: { signal: AbortSignal }) =>
    new Promise<Comparison>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new SaccadeError('aborted', 'The call was given up.')))
      const { metric, resamples, seed } = request
      const found = { metric, resamples, seed, signature: '', pairs: 9, runs: [], leftOut: [] }
      calls.push({ request, answer: () => resolve(found), refuse: reject })
    })
  const host = { api: { runs: { compare } } } as unknown as HostClient
  scope = effectScope()
  const state = scope.run(() => useComparison(host, () => asked.value))
  if (!state) throw new Error('the scope is active')
  const next = async () => {
    await vi.waitFor(() => expect(calls.length).toBeGreaterThan(0))
    return calls.shift()!
  }
  return { runs, asked, state, next, calls }
}

it('compares the baseline first with the first others, and asks the same of what only BLEU looks at', () => {
  const options = significanceOptions.parse({})
  expect(comparisonOf(['a', 'b', 'c'], 'c', options)?.runs).toEqual(['c', 'a', 'b'])
  expect(comparisonOf(['a', 'b'], 'gone', options)?.runs).toEqual(['a', 'b'])
  expect(comparisonOf(['a'], null, options)).toBeNull()
  const many = Array.from({ length: 30 }, (_, i) => `r${i}`)
  expect(comparisonOf(many, 'r25', options)?.runs).toEqual(['r25', ...many.slice(0, 19)])
  expect(comparisonOf(many, null, { ...options, smoothing: 'floor' })).toEqual(comparisonOf(many, null, options))
})

it('decodes run by run and tells how far it is, then works out the whole; one that cannot take part halts nothing', async () => {
  const { runs, state, next } = panel('steps', 3)
  const done = state.start()
  expect(state.progress.value).toEqual({ done: 0, all: 3 })
  const first = await next()
  expect(first.request).toMatchObject({ runs: [runs[0], runs[1]], resamples: 10 })
  first.refuse(new SaccadeError('bad-usage', 'It has no checkpoint'))
  const second = await next()
  expect([second.request.runs, state.progress.value?.done]).toEqual([[runs[0], runs[2]], 2])
  second.answer()
  const all = await next()
  expect(all.request).toMatchObject({ runs, resamples: 1000 })
  all.answer()
  await done
  expect([state.current.value, state.progress.value, state.error.value]).toEqual([true, null, null])
})

it('is given up on the way, and what was found before stays', async () => {
  const { runs, asked, state, next, calls } = panel('given-up', 2)
  const before = state.start()
  ;(await next()).answer()
  ;(await next()).answer()
  await before
  asked.value = comparisonOf([...runs, 'another'], null, significanceOptions.parse({}))
  await nextTick()
  expect([state.current.value, state.answer.value?.request.runs]).toEqual([false, runs])
  expect(calls).toEqual([]) // nobody asked for what takes long
  const again = state.start()
  await next()
  state.cancel()
  await again
  expect([state.progress.value, state.error.value, state.answer.value?.request.runs]).toEqual([null, null, runs])
})

it('works out another metric by itself where the runs have decoded, and knows what it found', async () => {
  const { runs, asked, state, next, calls } = panel('metrics', 2)
  const before = state.start()
  ;(await next()).answer()
  ;(await next()).answer()
  await before
  asked.value = comparisonOf(runs, null, significanceOptions.parse({ metric: 'chrf' }))
  const other = await next()
  expect(other.request).toMatchObject({ metric: 'chrf', resamples: 1000 })
  other.answer()
  await vi.waitFor(() => expect(state.current.value).toBe(true))
  asked.value = comparisonOf(runs, null, significanceOptions.parse({}))
  await nextTick()
  expect([state.current.value, calls]).toEqual([true, []])
})

it('says why it failed', async () => {
  const { state, next } = panel('failing', 2)
  const done = state.start()
  ;(await next()).refuse(new SaccadeError('worker-lost', 'The worker process was lost.'))
  await done
  expect([String(state.error.value), state.progress.value]).toEqual([
    'SaccadeError: The worker process was lost.',
    null,
  ])
})
