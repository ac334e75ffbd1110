import { type ComputedRef, computed } from 'vue'
import type { BoardSentence } from '../../shared/board/board.ts'
import { settingOf } from '../../shared/board/groups.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { isBlank } from '../../shared/white-space.ts'
import { useSnapshots } from '../history/inject.ts'
import { type TokenizerId, joinTokens, tokenizerIdOf } from '../../shared/tokenizers.ts'
import { useBoard } from './board-store.ts'
import { comparedSentences } from './sentences.ts'

/** How a run cuts text. */
export function tokenizerOf(run: RunSummary | undefined, side: 'source' | 'target'): TokenizerId {
  return tokenizerIdOf(run && settingOf(run, `data.tokenizer.${side}`))
}

/** The sentence at the cursor as text, be it watched or one's own; null where there is none, or no token in it. */
export function useCursorSentence(): ComputedRef<BoardSentence | null> {
  const board = useBoard()
  const snapshots = useSnapshots()
  return computed<BoardSentence | null>((old) => {
    const found = read()
    return old && found && JSON.stringify(old) === JSON.stringify(found) ? old : found
  })

  function read(): BoardSentence | null {
    const { sentence } = board.board.value.cursor
    if (sentence.kind === 'own') {
      const { source, target = '' } = sentence
      return isBlank(source) ? null : { source, ...(!isBlank(target) && { target }) }
    }
    const indexes = board.ids.value.map((run) => (snapshots.version.value, snapshots.index(run)))
    const sentences = comparedSentences(indexes.flatMap((index) => index ?? []))
    const watched = sentences[Math.min(sentence.index, sentences.length - 1)]
    if (!watched) return null
    const first = board.runs.value[indexes.findIndex((index) => index !== null)]
    const target = joinTokens(watched.reference, tokenizerOf(first, 'target'))
    return { source: joinTokens(watched.source, tokenizerOf(first, 'source')), ...(target !== '' && { target }) }
  }
}
