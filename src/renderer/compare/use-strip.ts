import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { Emergence } from '../../shared/contract/emergence.ts'
import { useHost } from '../client/inject.ts'
import { useBoard } from './board-store.ts'
import { useCursorTokens } from './cursor-tokens.ts'
import { type Strip, stripOf } from './strip.ts'

/** Runs beyond this many say nothing more about where to look, and take long to measure. */
const MOST_RUNS = 24
/** Milliseconds after the last thing that was kept: runs that train keep one after the other. */
const REST = 600

/** How attention and outputs of the sentence shown went over the steps; null until it is known. */
export function useStrip(): Readonly<ShallowRef<Strip | null>> {
  const { api, connection } = useHost()
  const { steps } = useBoard()
  const strip = shallowRef<Strip | null>(null)

  const asked = useCursorTokens(MOST_RUNS)

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
