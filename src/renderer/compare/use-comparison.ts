import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Comparison, ComparisonRequest } from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { HostClient } from '../client/client.ts'
import { useHost } from '../client/inject.ts'
import { keepNewest } from '../../shared/keep-newest.ts'
import { plural } from '../ui/format.ts'
import { useInReport } from './in-report.ts'
import { type RunAges, createRunAges } from './run-ages.ts'

interface Answer {
  /** What was asked, of runs as they were then. */
  readonly key: string
  readonly request: ComparisonRequest
  readonly comparison: Comparison
}

interface Kept {
  readonly answers: Map<string, Answer>
  readonly ages: RunAges
}

const made = new WeakMap<HostClient, Kept>()
const MOST_KEPT = 50

/** Answers since the page was opened, so that a panel that comes back need not ask again; the newest last. */
function keptOf(host: HostClient): Kept {
  let kept = made.get(host)
  if (!kept) made.set(host, (kept = { answers: new Map(), ages: createRunAges(host) }))
  return kept
}

export interface ComparisonState {
  /** What was found last; it stays while something else is asked, and when it is no longer what would be asked. */
  readonly answer: Readonly<ShallowRef<Answer | null>>
  /** Whether it answers what is asked now, of the runs as they are now. */
  readonly current: ComputedRef<boolean>
  /** How many of the runs that had to have decoded, parts of one too; null while nothing is worked out. */
  readonly progress: Readonly<Ref<{ readonly done: number; readonly all: number } | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  /** Whether it may be told to start: in a report what can be worked out is so by itself, unless it was cancelled. */
  readonly worksOut: ComputedRef<boolean>
  /** How it stands, in words; empty where there is nothing to say. */
  readonly told: ComputedRef<string>
  start(): Promise<void>
  cancel(): void
}

/** Compares runs by itself where what they say of the pairs is kept, and when it is told to where they have to decode first. */
export function useComparison(asked: () => ComparisonRequest | null): ComparisonState {
  const host = useHost()
  const inReport = useInReport()
  const { answers, ages } = keptOf(host)
  const answer = shallowRef<Answer | null>(null)
  const progress = ref<{ done: number; all: number } | null>(null)
  const error = shallowRef<unknown>(null)
  const question = computed(() => {
    const request = asked()
    return request && textOf(request)
  })
  /** A run that trains says something else after each evaluation: then the same question is to be asked anew. */
  const key = computed(() => question.value && question.value + ages.of(asked()?.runs.flat() ?? []))
  const current = computed(() => answer.value !== null && answer.value.key === key.value)
  const worksOut = computed(
    () => question.value !== null && !current.value && (!inReport || (inReport.whole && error.value === null)),
  )
  const told = computed(() => {
    if (!progress.value) return answer.value && !current.value ? 'Found before the runs or the settings changed.' : ''
    const { done, all } = progress.value
    return done < all ? `${Math.floor(done)} of ${plural(all, 'run')} decoded` : 'Drawing the pairs anew'
  })
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
    const asking = key.value
    if (!request || asking === null) return
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
      const found = { key: asking, request, comparison }
      keepNewest(answers, asking, found, MOST_KEPT)
      if (running === mine) answer.value = found
    } catch (reason) {
      if (running === mine) error.value = reason
    } finally {
      off()
      if (running === mine) {
        cancel()
        if (key.value !== asking) void startIfReady(request)
      }
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
      if (lacking.size === 0 && question.value === textOf(request) && !running) await start()
    } catch (reason) {
      if (question.value === textOf(request)) error.value = reason
    }
  }

  watch(
    [question, key] as const,
    ([now, asking], [before]) => {
      // What is on its way is not given up for an evaluation: it may be the work of minutes, and is asked anew then.
      if (now === before && running) return
      cancel()
      error.value = null
      const request = asked()
      const known = asking === null ? undefined : answers.get(asking)
      if (known) answer.value = known
      else if (request) void startIfReady(request)
    },
    { immediate: true },
  )
  // Another panel may have let the last of the runs decode.
  const off = host.on('decoding', ({ run, done, pairs }) => {
    const request = asked()
    if (request?.runs.flat().includes(run) && done === pairs && !current.value) void startIfReady(request)
  })
  onScopeDispose(() => {
    off()
    cancel()
  })

  return {
    answer,
    current,
    progress,
    error,
    worksOut,
    told,
    start,
    cancel,
  }
}

/** What asks for the same, as a text. */
function textOf(request: ComparisonRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)))
}
