import { type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Emergence } from '../../shared/contract/emergence.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { useHost } from '../client/inject.ts'
import { useSnapshots } from '../history/inject.ts'
import { useBoard } from './board-store.ts'
import { comparedSentences, sentenceNumber } from './sentences.ts'
import { type Strip, stripOf } from './strip.ts'

/** Runs beyond this many say nothing more about where to look, and take long to measure. */
const MOST_RUNS = 24
/** Milliseconds after the last thing that was kept: runs that train keep one after the other. */
const REST = 600

/** How attention and outputs of the sentence shown went over the steps; null until it is known. */
export function useStrip(): Readonly<ShallowRef<Strip | null>> {
  const { api, connection } = useHost()
  const store = useSnapshots()
  const { ids, steps, board } = useBoard()
  const strip = shallowRef<Strip | null>(null)

  // The rest of the cursor moves often, and says nothing about where to look.
  const sentence = computed(() => board.value.cursor.sentence)
  /** Runs may have cut the sentence into other tokens, so that each is asked about its own. */
  const asked = computed(() => {
    const runs = (store.version.value, ids.value.slice(0, MOST_RUNS))
    const sentences = comparedSentences(runs.flatMap((run) => store.index(run) ?? []))
    const { value: at } = sentence
    const key = at.kind === 'watched' ? sentences[Math.min(at.index, sentences.length - 1)]?.key : undefined
    const groups = new Map<string, { source: readonly string[]; runs: RunId[] }>()
    for (const run of runs) {
      const index = store.index(run)
      const number = index && key !== undefined ? sentenceNumber(index, key) : null
      const source = index?.sentences.find((one) => one.index === number)?.source
      if (!source) continue
      const group = groups.get(source.join(' ')) ?? { source, runs: [] }
      group.runs.push(run)
      groups.set(source.join(' '), group)
    }
    return [...groups.values()]
  })

  let time = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  async function measure(): Promise<void> {
    const mine = ++time
    const [groups, at] = [asked.value, steps.value]
    try {
      const answers = await Promise.all(groups.map((group) => api.runs.emergence(group)))
      const found = answers.flat().filter((one): one is Emergence => one !== null && one.sentences > 0)
      if (mine === time) strip.value = found.length === 0 ? null : stripOf(found, at)
    } catch {
      // Only a hint where to look: what cannot be read is said by the panels that show it.
      if (mine === time) strip.value = null
    }
  }
  watch(
    [() => JSON.stringify(asked.value), steps, () => connection.value.generation],
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void measure(), REST)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    time += 1
  })
  return strip
}
