import { type ComputedRef, computed } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'
import { useSnapshots } from '../history/inject.ts'
import { useBoard } from './board-store.ts'
import { comparedSentences, sentenceNumber } from './sentences.ts'

/** Runs that have cut a sentence into the same tokens. */
export interface RunsOfTokens {
  readonly source: readonly string[]
  readonly runs: RunId[]
}

/**
 * The watched sentence at the cursor as the first so many runs of the board have cut it: each is asked about its own tokens. Runs
 * that do not watch it are left out; so are all where the sentence is one of the user's own.
 */
export function useCursorTokens(most = Infinity): ComputedRef<readonly RunsOfTokens[]> {
  const store = useSnapshots()
  const { ids, board } = useBoard()
  // The rest of the cursor moves often, and says nothing about where to look.
  const sentence = computed(() => board.value.cursor.sentence)
  return computed(() => {
    const runs = (store.version.value, ids.value.slice(0, most))
    const sentences = comparedSentences(runs.flatMap((run) => store.index(run) ?? []))
    const { value: at } = sentence
    const key = at.kind === 'watched' ? sentences[Math.min(at.index, sentences.length - 1)]?.key : undefined
    const groups = new Map<string, RunsOfTokens>()
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
}
