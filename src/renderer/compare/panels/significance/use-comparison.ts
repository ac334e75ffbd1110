import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { COMPARISON_BOUNDS, type Comparison, type ComparisonRequest } from '../../../../shared/contract/comparison.ts'
import { type ErrorCode, toErrorData } from '../../../../shared/errors.ts'
import type { HostClient } from '../../../client/client.ts'
import { keyOf, needsNoDecoding } from './compared-runs.ts'

/** What is wrong with a run that cannot be compared, such as that it has no checkpoint. */
const OF_ONE_RUN: readonly ErrorCode[] = ['bad-usage', 'not-found']

interface Answer {
  readonly request: ComparisonRequest
  readonly comparison: Comparison
}

/** Answers since the page was opened, so that a panel that comes back need not ask again; the newest last. */
const kept = new Map<string, Answer>()
const MOST_KEPT = 50

export interface ComparisonState {
  /** What was found last; it stays while something else is asked, and when it is no longer what would be asked. */
  readonly answer: Readonly<ShallowRef<Answer | null>>
  /** Whether it answers what is asked now. */
  readonly current: ComputedRef<boolean>
  /** How many runs have decoded, of how many; null while nothing is worked out. */
  readonly progress: Readonly<Ref<{ readonly done: number; readonly all: number } | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  start(): Promise<void>
  cancel(): void
}

/** Compares runs when it is told to, and by itself where the runs have decoded already. */
export function useComparison(host: HostClient, asked: () => ComparisonRequest | null): ComparisonState {
  const answer = shallowRef<Answer | null>(null)
  const progress = ref<{ done: number; all: number } | null>(null)
  const error = shallowRef<unknown>(null)
  const key = computed(() => {
    const request = asked()
    return request && keyOf(request)
  })
  let running: AbortController | null = null

  function cancel(): void {
    running?.abort()
    running = null
    progress.value = null
  }

  async function start(): Promise<void> {
    const request = asked()
    if (!request) return
    cancel()
    const mine = new AbortController()
    running = mine
    error.value = null
    const decoded = answer.value && needsNoDecoding(request, answer.value.request)
    progress.value = { done: decoded ? request.runs.length : 0, all: request.runs.length }
    try {
      if (!decoded) await decodeEach(request, mine.signal)
      const comparison = await host.api.runs.compare(request, { signal: mine.signal })
      remember({ request, comparison })
      if (running === mine) answer.value = { request, comparison }
    } catch (reason) {
      if (running === mine) error.value = reason
    } finally {
      if (running === mine) cancel()
    }
  }

  /**
   * One run at a time beside the first, so that it can be told how far it is and given up on the way; the host keeps
   * what they decode. What is wrong with one of them is said by the comparison of all.
   */
  async function decodeEach(request: ComparisonRequest, signal: AbortSignal): Promise<void> {
    const [first = '', ...others] = request.runs
    const quick = { ...request, resamples: COMPARISON_BOUNDS.resamples.minimum }
    for (const [i, run] of others.entries()) {
      await host.api.runs.compare({ ...quick, runs: [first, run] }, { signal }).catch((reason: unknown) => {
        if (!OF_ONE_RUN.includes(toErrorData(reason).code)) throw reason
      })
      progress.value = { done: i + 2, all: request.runs.length }
    }
  }

  watch(
    key,
    (now) => {
      const known = now !== null ? kept.get(now) : undefined
      const request = asked()
      if (known) {
        cancel()
        error.value = null
        answer.value = known
      } else if (request && answer.value && needsNoDecoding(request, answer.value.request)) void start()
      else cancel()
    },
    { immediate: true },
  )
  onScopeDispose(cancel)

  return {
    answer,
    current: computed(() => answer.value !== null && keyOf(answer.value.request) === key.value),
    progress,
    error,
    start,
    cancel,
  }
}

function remember(answer: Answer): void {
  kept.set(keyOf(answer.request), answer)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
}
