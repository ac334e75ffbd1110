import { type ComputedRef, computed } from 'vue'
import { useSnapshots } from '../history/inject.ts'
import { useBoard } from './board-store.ts'
import { comparedSentences } from './sentences.ts'

/** The tokens of the watched sentence at the cursor; null where there is none, or it is one of the user's own that no run watches. */
export function useCursorTokens(): ComputedRef<readonly string[] | null> {
  const board = useBoard()
  const snapshots = useSnapshots()
  return computed(() => {
    const runs = (snapshots.version.value, board.ids.value)
    const sentences = comparedSentences(runs.flatMap((run) => snapshots.index(run) ?? []))
    const { sentence } = board.board.value.cursor
    if (sentence.kind === 'own')
      return sentences.find(({ source }) => source.join(' ') === sentence.source)?.source ?? null
    return sentences[Math.min(sentence.index, sentences.length - 1)]?.source ?? null
  })
}
