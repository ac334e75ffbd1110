import { type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { RowErrors, RowErrorsRequest } from '../../../shared/contract/outputs.ts'
import type { RunId } from '../../../shared/contract/runs.ts'
import { toErrorData } from '../../../shared/errors.ts'
import { useHost } from '../../client/inject.ts'
import { useAnswer } from '../explore/use-answer.ts'

export interface RowErrorsState {
  /** Of what is kept; the last one stays while the next is on its way. */
  readonly answer: Readonly<ShallowRef<RowErrors | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  readonly busy: Readonly<Ref<boolean>>
  /** How many of the runs that kept nothing have decoded, parts of one too; null while none does. */
  readonly decoding: Readonly<Ref<{ readonly done: number; readonly all: number } | null>>
  /** Lets the runs decode that kept nothing. */
  decode(): Promise<void>
  cancel(): void
}

/** How the runs of a dataset do on some of its rows. */
export function useRowErrors(asked: () => RowErrorsRequest | null): RowErrorsState {
  const host = useHost()
  /** Grows when runs say something else than before. */
  const round = ref(0)
  const { answer, error, busy } = useAnswer(
    () => {
      const request = asked()
      return request && { request, round: round.value }
    },
    async (signal) => {
      const request = asked()
      return request && host.api.outputs.onRows(request, { signal })
    },
  )
  const failed = shallowRef<unknown>(null)
  const decoding = ref<{ done: number; all: number } | null>(null)
  let running: AbortController | null = null

  function cancel(): void {
    running?.abort()
    running = null
    decoding.value = null
  }

  async function decode(): Promise<void> {
    const request = asked()
    const runs = answer.value?.notDecoded ?? []
    if (!request || runs.length === 0) return
    cancel()
    const mine = new AbortController()
    running = mine
    failed.value = null
    decoding.value = { done: 0, all: runs.length }
    const shares = new Map<RunId, number>()
    const off = host.on('decoding', ({ run, done, pairs }) => {
      if (running !== mine || !runs.includes(run)) return
      shares.set(run, pairs === 0 ? 1 : done / pairs)
      decoding.value = { done: [...shares.values()].reduce((sum, share) => sum + share, 0), all: runs.length }
    })
    try {
      await host.api.outputs.onRows({ ...request, runs: [...runs], make: true }, { signal: mine.signal })
    } catch (reason) {
      if (running === mine && toErrorData(reason).code !== 'aborted') failed.value = reason
    } finally {
      off()
      if (running === mine) cancel()
      round.value += 1 // also what was given up has kept what was done
    }
  }

  watch(() => JSON.stringify(asked()), cancel)
  // A run that trains says something else after each evaluation.
  const off = host.on('evaluation', ({ run }) => {
    if (answer.value?.runs.some((one) => one.run === run)) round.value += 1
  })
  onScopeDispose(() => {
    off()
    cancel()
  })
  return { answer, error: computed(() => failed.value ?? error.value), busy, decoding, decode, cancel }
}
