import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunId, Snapshot } from '../../../../shared/contract/runs.ts'
import type { Question } from '../../../history/answer-store.ts'
import { useAnswers, useSnapshots } from '../../../history/inject.ts'
import { createFrameQueue } from '../../../ui/frame.ts'
import { createLookAhead } from './look-ahead.ts'

/** One place of the panel that shows something kept. */
export interface Slot {
  /** Tells the place; what it shows changes with the cursor. */
  readonly slot: string
  readonly run: RunId
  readonly sentence: number
  readonly step: number
  /** Of a sentence of one's own: what is asked instead of looked up. */
  readonly question?: Question
}

export interface KeptMaps {
  /** What each slot shows: what it asks for, or what it showed before while that is on its way. */
  readonly shown: Readonly<ShallowRef<ReadonlyMap<string, Snapshot>>>
  readonly errors: Readonly<ShallowRef<ReadonlyMap<string, unknown>>>
}

/** What was kept, for every slot at once: scrubbing makes one change of all, and none of them flickers. */
export function useKeptMaps(wanted: () => readonly Slot[]): KeptMaps {
  const store = useSnapshots()
  const answers = useAnswers()
  const shown = shallowRef<ReadonlyMap<string, Snapshot>>(new Map())
  const errors = shallowRef<ReadonlyMap<string, unknown>>(new Map())
  const lookAhead = createLookAhead(store)
  let slots: readonly Slot[] = []
  let direction = 1
  let gone = false
  onScopeDispose(() => (gone = true))

  const failures = new Map<string, unknown>()
  /** What came last for a slot, while the cursor has moved on: better than what was there before. */
  const late = new Map<string, Snapshot>()
  const keyOf = ({ run, sentence, step, question }: Slot) =>
    `${run}/${sentence}/${step}${question ? JSON.stringify(question) : ''}`
  const peek = ({ run, sentence, step, question }: Slot) =>
    question ? answers.snapshot(run, step, question) : store.peek(run, sentence, step)
  const fetch = ({ run, sentence, step, question }: Slot): Promise<unknown> =>
    question ? answers.fetch(run, step, question) : store.fetch(run, sentence, step)
  const isOf = (slot: Slot, { run, sentence }: Snapshot) => run === slot.run && sentence.index === slot.sentence

  function take(): void {
    if (gone) return
    const [next, broken] = [new Map<string, Snapshot>(), new Map<string, unknown>()]
    for (const slot of slots) {
      const before = shown.value.get(slot.slot)
      const here = peek(slot) ?? [late.get(slot.slot), before].find((one) => one !== undefined && isOf(slot, one))
      if (here) next.set(slot.slot, here)
      const failure = failures.get(keyOf(slot))
      if (failure !== undefined) broken.set(slot.slot, failure)
    }
    shown.value = next
    late.clear()
    if (broken.size > 0 || errors.value.size > 0) errors.value = broken
  }
  const takeSoon = createFrameQueue(take)

  function ask(slot: Slot): void {
    fetch(slot).then(
      () => {
        const came = peek(slot)
        if (came) late.set(slot.slot, came)
        failures.delete(keyOf(slot))
        takeSoon()
      },
      (reason: unknown) => {
        failures.set(keyOf(slot), reason)
        takeSoon()
      },
    )
  }

  watch(
    wanted,
    (now) => {
      const before = new Map(slots.map((slot) => [slot.slot, slot.step]))
      const asked = new Set(slots.filter(({ question }) => question).map(keyOf))
      giveUp(slots, now)
      slots = now
      take()
      for (const slot of now) {
        const moved = Math.sign(slot.step - (before.get(slot.slot) ?? slot.step))
        if (moved !== 0) direction = moved
        if (!peek(slot) && !(slot.question && asked.has(keyOf(slot)))) ask(slot)
      }
      lookAhead(
        now.filter(({ question }) => !question),
        direction,
      )
    },
    { immediate: true },
  )

  /** Answers that nothing here waits for any more. */
  function giveUp(before: readonly Slot[], now: readonly Slot[]): void {
    const wantedNow = new Set(now.map(keyOf))
    for (const slot of before) {
      if (slot.question && !wantedNow.has(keyOf(slot))) answers.drop(slot.run, slot.step, slot.question)
    }
  }
  onScopeDispose(() => giveUp(slots, []))

  return { shown, errors }
}
