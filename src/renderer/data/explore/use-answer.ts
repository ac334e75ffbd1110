import { type Ref, type ShallowRef, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { toErrorData } from '../../../shared/errors.ts'
import { useHost } from '../../client/inject.ts'

/** Milliseconds that a question rests before it is asked. */
const REST = 120

export interface Answered<Answer> {
  /** The last one stays while the next is on its way. */
  readonly answer: Readonly<ShallowRef<Answer | null>>
  readonly error: ShallowRef<unknown>
  readonly busy: Readonly<Ref<boolean>>
}

/**
 * The answer of the host to a question that changes; an older never overtakes a newer.
 * @param question what tells one from another; null where nothing is asked
 */
export function useAnswer<Answer>(
  question: () => unknown,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Answered<Answer> {
  const host = useHost()
  const answer = shallowRef<Answer | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function askNow(): Promise<void> {
    const mine = new AbortController()
    running = mine
    try {
      const found = await ask(mine.signal)
      if (running !== mine) return
      answer.value = found
      error.value = null
    } catch (reason) {
      if (running === mine && toErrorData(reason).code !== 'aborted') error.value = reason
    } finally {
      if (running === mine) busy.value = false
    }
  }
  function end(): void {
    clearTimeout(timer)
    running?.abort()
    running = null
  }

  let first = true
  watch(
    [() => JSON.stringify(question()), () => host.connection.value.generation],
    ([key, generation]) => {
      end()
      busy.value = false
      if (key === 'null') answer.value = null
      if (key === 'null' || generation === 0) return
      busy.value = true
      if (first) void askNow()
      else timer = setTimeout(() => void askNow(), REST)
      first = false
    },
    { immediate: true },
  )
  onScopeDispose(end)
  return { answer, error, busy }
}
