import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunAnswer } from '../../shared/contract/asking.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { toErrorData } from '../../shared/errors.ts'
import type { Question } from '../history/answer-store.ts'
import { useAnswers } from '../history/inject.ts'
import { createFrameQueue } from '../ui/frame.ts'
import { useBoard } from './board-store.ts'

/** A question to one run, at the cursor of the board. */
export interface Asked {
  /** Tells the place that shows the answer. */
  readonly key: string
  readonly run: RunId
  readonly question: Question
}

export interface Answered {
  /** The newest answer; it stays until the next one is here. */
  readonly answer: RunAnswer | null
  /** Whether another one is on its way. */
  readonly late: boolean
  /** Null where nothing went wrong. */
  readonly error: unknown
}

type Pending = Asked & { readonly step: number }

/** What each place shows: answers come run by run, and those that nothing waits for any more are given up. */
export function useRunAnswers(wanted: () => readonly Asked[]): Readonly<ShallowRef<ReadonlyMap<string, Answered>>> {
  const board = useBoard()
  const store = useAnswers()
  const shown = shallowRef<ReadonlyMap<string, Answered>>(new Map())
  const failures = new Map<string, unknown>()
  let pending: readonly Pending[] = []
  let gone = false

  const nameOf = ({ run, step, question }: Pending) => JSON.stringify([run, step, question])

  function take(): void {
    if (gone) return
    shown.value = new Map(
      pending.map((one): [string, Answered] => {
        const before = shown.value.get(one.key)?.answer
        const here = store.peek(one.run, one.step, one.question) ?? null
        const error = failures.get(nameOf(one)) ?? null
        const former = before?.run === one.run ? before : null
        return [one.key, { answer: here ?? (error === null ? former : null), late: !here && error === null, error }]
      }),
    )
  }
  const takeSoon = createFrameQueue(take)

  function ask(one: Pending): void {
    store.fetch(one.run, one.step, one.question).then(
      () => {
        failures.delete(nameOf(one))
        takeSoon()
      },
      (reason: unknown) => {
        if (toErrorData(reason).code !== 'aborted') failures.set(nameOf(one), reason)
        takeSoon()
      },
    )
  }

  function turnTo(now: readonly Pending[]): void {
    const [before, after] = [new Set(pending.map(nameOf)), new Set(now.map(nameOf))]
    for (const one of pending) if (!after.has(nameOf(one))) store.drop(one.run, one.step, one.question)
    pending = now
    take()
    for (const one of now) if (!before.has(nameOf(one)) && !store.peek(one.run, one.step, one.question)) ask(one)
  }

  watch(
    () => {
      const [at] = [board.step.value, store.version.value]
      return wanted().flatMap((one): Pending[] => {
        const step = at === null ? null : store.nearest(one.run, at)
        return step === null ? [] : [{ ...one, step }]
      })
    },
    turnTo,
    { immediate: true },
  )
  onScopeDispose(() => {
    gone = true
    for (const one of pending) store.drop(one.run, one.step, one.question)
  })
  return shown
}
