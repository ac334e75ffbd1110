import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { FindOutputsRequest, FoundOutputs, FoundPair } from '../../../../shared/contract/outputs.ts'
import { toErrorData } from '../../../../shared/errors.ts'
import { useHost } from '../../../client/inject.ts'
import { PAGE, type PagedRows, createPagedRows } from '../../../ui/paged-rows.ts'

/** Milliseconds that a query rests before it is asked: while somebody types, most are not the last. */
const REST = 120

/** What is asked for, but for which rows. */
export type FindQuestion = Pick<FindOutputsRequest, 'runs' | 'checkpoint' | 'where' | 'sort'>

export interface FoundState {
  /** All but the rows; what was found last stays while something else is asked. */
  readonly found: Readonly<ShallowRef<FoundOutputs | null>>
  /** The rows that are here, by their place; grows when more come. */
  readonly version: Readonly<Ref<number>>
  row(index: number): FoundPair | undefined
  /** Fetches these rows, and none but these. */
  want(rows: readonly number[]): void
  readonly busy: Readonly<Ref<boolean>>
  /** How far checkpoints are that decode, in words; empty while none does. */
  readonly decoding: ComputedRef<string>
  readonly error: Readonly<ShallowRef<unknown>>
  /** Lets the checkpoints decode of which nothing is kept. */
  decode(): Promise<void>
  cancel(): void
}

/** The outputs that fit a question, page by page. */
export function useFound(question: () => FindQuestion | null, nameOf: (run: string) => string): FoundState {
  const host = useHost()
  const found = shallowRef<FoundOutputs | null>(null)
  const error = shallowRef<unknown>(null)
  const version = ref(0)
  const busy = ref(false)
  const told = shallowRef<{ run: string; done: number; pairs: number } | null>(null)
  const decodes = ref(false)
  let paged: PagedRows<FoundPair> | null = null
  let running: AbortController | null = null
  const key = computed(() => JSON.stringify(question()))

  async function ask(make: boolean): Promise<void> {
    const asked = question()
    running?.abort()
    const mine = new AbortController()
    running = mine
    if (!asked || asked.runs.length === 0) {
      found.value = null
      return
    }
    busy.value = true
    decodes.value = make
    try {
      const answer = await host.api.outputs.find({ ...asked, count: PAGE, make }, { signal: mine.signal })
      if (running !== mine) return
      paged?.end()
      paged = createPagedRows({
        first: answer.rows,
        fetch: async (offset, signal) =>
          (await host.api.outputs.find({ ...asked, offset, count: PAGE }, { signal })).rows,
        onRows: () => (version.value += 1),
        onError: (reason) => (error.value = reason),
      })
      found.value = answer
      error.value = null
      version.value += 1
    } catch (reason) {
      if (running === mine && toErrorData(reason).code !== 'aborted') error.value = reason
    } finally {
      if (running === mine) {
        busy.value = false
        decodes.value = false
        told.value = null
      }
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const askSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(false), REST)
  }
  watch(key, askSoon)
  void ask(false)
  // A run that trains says something else after each evaluation.
  const off = [
    host.on('evaluation', ({ run }) => {
      if (question()?.runs.includes(run)) askSoon()
    }),
    host.on('decoding', (how) => {
      if (decodes.value && question()?.runs.includes(how.run)) told.value = how
    }),
  ]
  function cancel(): void {
    running?.abort()
    running = null
    busy.value = false
    decodes.value = false
    told.value = null
  }
  onScopeDispose(() => {
    clearTimeout(timer)
    cancel()
    paged?.end()
    for (const end of off) end()
  })

  return {
    found,
    version,
    busy,
    error,
    decoding: computed(() => {
      if (!decodes.value) return ''
      return told.value ? `${nameOf(told.value.run)}: ${told.value.done} of ${told.value.pairs} pairs` : 'Decoding'
    }),
    row: (index) => paged?.row(index),
    want: (rows) => paged?.want(rows),
    decode: () => ask(true),
    cancel,
  }
}
