import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunId, Snapshot } from '../../../../shared/contract/runs.ts'
import { useSnapshots } from '../../../history/inject.ts'
import { createFrameQueue } from '../../../ui/frame.ts'

/** One place of the panel that shows something kept. */
export interface Slot {
  /** Tells the place; what it shows changes with the cursor. */
  readonly slot: string
  readonly run: RunId
  readonly sentence: number
  readonly step: number
}

export interface KeptMaps {
  /** What each slot shows: what it asks for, or what it showed before while that is on its way. */
  readonly shown: Readonly<ShallowRef<ReadonlyMap<string, Snapshot>>>
  readonly errors: Readonly<ShallowRef<ReadonlyMap<string, unknown>>>
}

/** Steps fetched ahead of a cursor that moves, and behind it. */
const AHEAD = 5
const BEHIND = 1

/** What was kept, for every slot at once: scrubbing makes one change of all, and none of them flickers. */
export function useKeptMaps(wanted: () => readonly Slot[]): KeptMaps {
  const store = useSnapshots()
  const shown = shallowRef<ReadonlyMap<string, Snapshot>>(new Map())
  const errors = shallowRef<ReadonlyMap<string, unknown>>(new Map())
  let slots: readonly Slot[] = []
  let direction = 1
  let gone = false
  onScopeDispose(() => (gone = true))

  const failures = new Map<string, unknown>()
  const keyOf = ({ run, sentence, step }: Slot) => `${run}/${sentence}/${step}`
  const isOf = (slot: Slot, { run, sentence }: Snapshot) => run === slot.run && sentence.index === slot.sentence

  function take(): void {
    if (gone) return
    const [next, broken] = [new Map<string, Snapshot>(), new Map<string, unknown>()]
    for (const slot of slots) {
      const before = shown.value.get(slot.slot)
      const here = store.peek(slot.run, slot.sentence, slot.step) ?? (before && isOf(slot, before) ? before : undefined)
      if (here) next.set(slot.slot, here)
      const failure = failures.get(keyOf(slot))
      if (failure !== undefined) broken.set(slot.slot, failure)
    }
    shown.value = next
    if (broken.size > 0 || errors.value.size > 0) errors.value = broken
  }
  const takeSoon = createFrameQueue(take)

  function ask(slot: Slot): void {
    store.fetch(slot.run, slot.sentence, slot.step).then(
      () => {
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
      slots = now
      take()
      for (const slot of now) {
        const moved = Math.sign(slot.step - (before.get(slot.slot) ?? slot.step))
        if (moved !== 0) direction = moved
        if (!store.peek(slot.run, slot.sentence, slot.step)) ask(slot)
        lookAhead(slot)
      }
    },
    { immediate: true },
  )

  /** What the slider asks for next. If that fails, the real look says so. */
  function lookAhead({ run, sentence, step }: Slot): void {
    const steps = store.index(run)?.steps ?? []
    const at = steps.indexOf(step)
    for (let i = -BEHIND; i <= AHEAD; i += 1) {
      const near = steps[at + i * direction]
      if (i !== 0 && at >= 0 && near !== undefined && !store.peek(run, sentence, near))
        store.fetch(run, sentence, near).catch(() => undefined)
    }
  }

  return { shown, errors }
}
