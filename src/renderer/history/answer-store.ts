import { type ShallowRef, shallowRef } from 'vue'
import type { RunAnswer } from '../../shared/contract/asking.ts'
import type { RunAskRequest } from '../../shared/contract/run-service.ts'
import type { CheckpointInfo, RunId, Snapshot } from '../../shared/contract/runs.ts'
import { type AskedStep, nearestCheckpoint } from '../../shared/nearest-checkpoint.ts'
import type { HostClient } from '../client/client.ts'
import { createFrameQueue } from '../ui/frame.ts'
import { keepNewest } from '../../shared/keep-newest.ts'

/** What is asked about a sentence, whichever run and step. */
export type Question = Omit<RunAskRequest, 'run' | 'step'>

/** Answers kept in memory. */
const KEPT = 300

interface Entry {
  readonly promise: Promise<RunAnswer>
  readonly abort: AbortController
  /** Places of the page that wait for it. */
  waiting: number
  value?: RunAnswer
  snapshot?: Snapshot
}

/** What runs make of sentences of one's own. */
export interface AnswerStore {
  /** Grows whenever it became known which checkpoints a run has. */
  readonly version: Readonly<ShallowRef<number>>
  /** Checkpoints of a run; null until they are known, which this asks for. */
  checkpoints(run: RunId): readonly CheckpointInfo[] | null
  /** The step of the run's checkpoint that is nearest; null where it is not known or there is none. */
  nearest(run: RunId, step: AskedStep): number | null
  /** Asks at a step of {@link nearest}. What is asked again is answered from memory. */
  fetch(run: RunId, step: number, question: Question): Promise<RunAnswer>
  /** Says that one who fetched it waits no longer: what nobody waits for is given up. */
  drop(run: RunId, step: number, question: Question): void
  peek(run: RunId, step: number, question: Question): RunAnswer | undefined
  /** An answer in the form of what is kept of watched sentences. */
  snapshot(run: RunId, step: number, question: Question): Snapshot | undefined
}

export function createAnswerStore(host: HostClient): AnswerStore {
  const version = shallowRef(0)
  const known = new Map<RunId, readonly CheckpointInfo[] | null>()
  const entries = new Map<string, Entry>()
  const changed = createFrameQueue(() => (version.value += 1))
  const keyOf = (run: RunId, step: number, question: Question) => JSON.stringify([run, step, question])

  async function look(run: RunId): Promise<void> {
    try {
      known.set(run, await host.api.runs.checkpoints({ run }))
    } catch {
      known.set(run, []) // gone, or to be asked for again by the next event
    }
    changed()
  }
  host.on('evaluation', ({ run }) => void (known.has(run) && look(run)))
  host.on('runs', ({ runs }) => {
    for (const { run, state } of runs) if (known.has(run) && state !== 'running') void look(run)
  })
  host.on('wentBack', ({ run }) => {
    // The same steps are of other weights from here on.
    for (const key of entries.keys()) if (key.startsWith(JSON.stringify([run]).slice(0, -1))) entries.delete(key)
    if (known.has(run)) void look(run)
  })

  function checkpoints(run: RunId): readonly CheckpointInfo[] | null {
    if (!known.has(run)) {
      known.set(run, null)
      void look(run)
    }
    return known.get(run) ?? null
  }

  return {
    version,
    checkpoints,
    nearest: (run, step) => nearestCheckpoint(checkpoints(run) ?? [], step)?.step ?? null,
    fetch(run, step, question) {
      const key = keyOf(run, step, question)
      const there = entries.get(key)
      if (there) {
        entries.delete(key)
        entries.set(key, there)
        there.waiting += 1
        return there.promise
      }
      const abort = new AbortController()
      const promise = host.api.runs.ask({ run, step, ...question }, { signal: abort.signal })
      const entry: Entry = { promise, abort, waiting: 1 }
      keepNewest(entries, key, entry, KEPT)
      promise.then(
        (value) => (entry.value = value),
        () => entries.get(key) === entry && entries.delete(key), // so that the next look asks again
      )
      return promise
    },
    drop(run, step, question) {
      const key = keyOf(run, step, question)
      const entry = entries.get(key)
      if (!entry || entry.value) return
      entry.waiting -= 1
      if (entry.waiting > 0) return
      entries.delete(key)
      entry.abort.abort()
    },
    peek: (run, step, question) => entries.get(keyOf(run, step, question))?.value,
    snapshot(run, step, question) {
      const entry = entries.get(keyOf(run, step, question))
      if (!entry?.value) return undefined
      return (entry.snapshot ??= asSnapshot(entry.value))
    },
  }
}

/** No watched sentence has this number. */
export const OWN_SENTENCE = -1

function asSnapshot({ run, step, source, reference, alignment, hypotheses, maps }: RunAnswer): Snapshot {
  const target = reference ? reference.target.slice(0, -1) : [] // without <eos>
  const sentence = { index: OWN_SENTENCE, source, reference: target, alignment }
  return { run, step, sentence, text: hypotheses[0]?.text ?? '', maps }
}
