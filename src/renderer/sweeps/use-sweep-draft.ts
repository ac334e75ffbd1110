import { type ComputedRef, type ShallowRef, computed, ref, shallowRef, watch } from 'vue'
import { z } from 'zod'
import { useSweeps } from '../history/inject.ts'
import { stored } from '../ui/stored.ts'

/** A sweep being written, kept across pages and reloads until it is trained or begun anew. */
export interface SweepDraft {
  readonly text: ShallowRef<string>
  /** Whether it is another one than the page would begin with. */
  readonly isChanged: ComputedRef<boolean>
  /** Whether it was written before the page was opened, and nothing was done with it since. */
  readonly isKept: ComputedRef<boolean>
  /** What was put aside, as words for what was done; empty where nothing was. */
  readonly undoText: ComputedRef<string>
  /** What the page begins with, of the sweep that is extended or of a new one; what was written of that before stands instead. */
  begin(extended: string | null, text: string): void
  /** Puts another text in the place of what was written, which can be had back. @param told what was done */
  replace(text: string, told: string): void
  anew(): void
  undo(): void
  dismiss(): void
  /** It is trained: nothing is kept of it. */
  done(): void
}

/** What a draft is of that extends no sweep. */
const NEW = 'new'
/** Of sweeps that are extended, by their ids, and of a new one. */
const draftsSchema = z.record(z.string(), z.string())

export function useSweepDraft(): SweepDraft {
  const drafts = stored<z.output<typeof draftsSchema>>('sweep.drafts', draftsSchema, {}, { everywhere: true })
  const text = shallowRef('')
  const key = ref('')
  const fresh = shallowRef('')
  const kept = shallowRef<string | null>(null)
  const aside = shallowRef<{ readonly text: string; readonly told: string } | null>(null)

  function put(draft: string | null): void {
    const others = Object.entries(drafts.value).filter(([of]) => of !== key.value)
    drafts.value = Object.fromEntries(draft === null ? others : [...others, [key.value, draft]])
  }
  // At once: whoever leaves the page does not wait.
  watch(text, (now) => put(now === fresh.value ? null : now), { flush: 'sync' })

  // Of a sweep that is gone nothing is kept, but for what is being written just now.
  const { byId, loaded } = useSweeps()
  watch(
    [byId, loaded],
    () => {
      if (!loaded.value) return
      const all = Object.entries(drafts.value)
      const left = all.filter(([of]) => of === NEW || of === key.value || byId.value.has(of))
      if (left.length < all.length) drafts.value = Object.fromEntries(left)
    },
    { immediate: true },
  )

  function replace(next: string, told: string): void {
    aside.value = text.value === fresh.value || text.value === next ? null : { text: text.value, told }
    text.value = next
  }
  return {
    text,
    isChanged: computed(() => text.value !== fresh.value),
    isKept: computed(() => kept.value !== null && kept.value === text.value),
    undoText: computed(() => aside.value?.told ?? ''),
    begin(extended, begun) {
      const of = extended ?? NEW
      const before = drafts.value[of] ?? null
      key.value = of
      fresh.value = begun
      kept.value = before === begun ? null : before
      aside.value = null
      text.value = before ?? begun
    },
    replace,
    anew: () => replace(fresh.value, 'Begun anew'),
    undo() {
      if (aside.value) text.value = aside.value.text
      aside.value = null
    },
    dismiss: () => (aside.value = null),
    done: () => put(null),
  }
}
