import { type ComputedRef, computed, shallowRef, watch } from 'vue'
import { type CompiledQuery, compileQuery } from '../../shared/query/compile.ts'
import type { Fields } from '../../shared/query/fields.ts'
import { type MeantField, meantField } from '../../shared/query/meant.ts'
import type { QueryProblem } from '../../shared/query/query.ts'

export interface LiveQuery<Item> {
  /** What is wrong with the text as it stands; null while it can be read. */
  readonly problem: ComputedRef<QueryProblem | null>
  /** A word of it that no item holds, and that is a field, or the beginning of one: half a question, as long as it is typed. */
  readonly meant: ComputedRef<MeantField | null>
  /** The last text that could be read, and was more than half a question. */
  readonly text: ComputedRef<string>
  /** Whether an item fits that text: one that cannot be read loses nothing of what is shown. */
  readonly matches: ComputedRef<(item: Item) => boolean>
}

/** A filter while it is typed, of these items; where they are not at hand, no word counts as half a question. */
export function useQuery<Item>(
  text: () => string,
  fields: () => Fields<Item>,
  items?: () => readonly Item[],
): LiveQuery<Item> {
  const compiled = computed<CompiledQuery<Item>>(() => compileQuery(text(), fields()))
  const meant = computed(() => (compiled.value.ok && items ? meantField(text(), fields(), items()) : null))
  const standing = shallowRef<{ text: string; matches: (item: Item) => boolean }>({ text: '', matches: () => true })
  /** The last that an item fitted: half a word on the way to a fault fits none, which is not what was asked for. */
  let fitting = standing.value
  const fitsSome = () => !items || items().some((item) => standing.value.matches(item))
  watch(
    [compiled, meant],
    ([now, half]) => {
      if (now.ok && !half) {
        standing.value = { text: text(), matches: (item) => now.matches(item) }
        if (fitsSome()) fitting = standing.value
      } else if (!now.ok && !fitsSome()) standing.value = fitting
    },
    { immediate: true, flush: 'sync' },
  )
  return {
    problem: computed(() => (compiled.value.ok ? null : compiled.value.problem)),
    meant,
    text: computed(() => standing.value.text),
    matches: computed(() => standing.value.matches),
  }
}
