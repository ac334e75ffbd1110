import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Comparison, ComparisonRequest } from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { useHost } from '../client/inject.ts'
import { keepNewest } from '../../shared/keep-newest.ts'

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
  /** How many of the runs that had to have decoded, parts of one too; null while nothing is worked out. */
  readonly progress: Readonly<Ref<{ readonly done: number; readonly all: number } | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  start(): Promise<void>
  cancel(): void
}

/** Compares runs by itself where what they say of the pairs is kept, and when it is told to where they have to decode first. */
export function useComparison(asked: () => ComparisonRequest | null): ComparisonState {
  const host = useHost()
  const answer = shallowRef<Answer | null>(null)
  const progress = ref<{ done: number; all: number } | null>(null)
  const error = shallowRef<unknown>(null)
  const key = computed(() => {
    const request = asked()
    return request && keyOf(request)
  })
  const current = computed(() => answer.value !== null && keyOf(answer.value.request) === key.value)
  let running: AbortController | null = null

  function cancel(): void {
    running?.abort()
    running = null
    progress.value = null
  }

  async function lackingOf({ runs, checkpoint }: ComparisonRequest): Promise<Set<RunId>> {
    return new Set(await host.api.outputs.lacking({ runs: runs.flat(), checkpoint }))
  }

  async function start(): Promise<void> {
    const request = asked()
    if (!request) return
    cancel()
    const mine = new AbortController()
    running = mine
    error.value = null
    progress.value = { done: 0, all: 0 }
    let off = (): void => undefined
    try {
      const lacking = await lackingOf(request)
      if (running !== mine) return
      progress.value = { done: 0, all: lacking.size }
      off = follow(lacking, (done) => {
        if (running === mine) progress.value = { done, all: lacking.size }
      })
      const comparison = await host.api.runs.compare(request, { signal: mine.signal })
      remember({ request, comparison })
      if (running === mine) answer.value = { request, comparison }
    } catch (reason) {
      if (running === mine) error.value = reason
    } finally {
      off()
      if (running === mine) cancel()
    }
  }

  /** Hears how far the checkpoints are. */
  function follow(lacking: ReadonlySet<RunId>, tell: (done: number) => void): () => void {
    const shares = new Map<RunId, number>()
    return host.on('decoding', ({ run, done, pairs }) => {
      if (!lacking.has(run)) return
      shares.set(run, pairs === 0 ? 1 : done / pairs)
      tell([...shares.values()].reduce((sum, share) => sum + share, 0))
    })
  }

  async function startIfReady(request: ComparisonRequest): Promise<void> {
    try {
      const lacking = await lackingOf(request)
      if (lacking.size === 0 && key.value === keyOf(request) && !running) await start()
    } catch (reason) {
      if (key.value === keyOf(request)) error.value = reason
    }
  }

  watch(
    key,
    (now) => {
      const known = now !== null ? kept.get(now) : undefined
      const request = asked()
      cancel()
      error.value = null
      if (known) answer.value = known
      else if (request) void startIfReady(request)
    },
    { immediate: true },
  )
  const asks = (run: RunId): boolean => asked()?.runs.flat().includes(run) ?? false
  const off = [
    // Another panel may have let the last of the runs decode.
    host.on('decoding', ({ run, done, pairs }) => {
      const request = asked()
      if (request && done === pairs && asks(run) && !current.value) void startIfReady(request)
    }),
    // A run that trains says something else after each evaluation.
    host.on('evaluation', ({ run }) => {
      const request = asked()
      if (!request || !asks(run)) return
      for (const [name, one] of kept) if (one.request.runs.flat().includes(run)) kept.delete(name)
      void startIfReady(request)
    }),
  ]
  onScopeDispose(() => {
    for (const end of off) end()
    cancel()
  })

  return {
    answer,
    current,
    progress,
    error,
    start,
    cancel,
  }
}

/** What asks for the same, as a text. */
function keyOf(request: ComparisonRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function remember(answer: Answer): void {
  keepNewest(kept, keyOf(answer.request), answer, MOST_KEPT)
}
