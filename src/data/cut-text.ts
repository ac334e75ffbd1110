import type { CutText } from '../shared/contract/datasets.ts'
import { unknownPlaces } from './encode.ts'
import type { Dataset } from './types.ts'

/** What it takes to cut a text as the pairs of a data set are. */
export type Cutting = Pick<Dataset, 'tokenizers' | 'sourceVocabulary' | 'targetVocabulary'>

/** What becomes of a text on one side: its tokens, those that are read as `<unk>`, and the text they make again. */
export function cutText(text: string, side: 'source' | 'target', cutting: Cutting): CutText {
  const { tokenize, join } = cutting.tokenizers[side]
  const tokens = tokenize(text)
  const vocabulary = side === 'source' ? cutting.sourceVocabulary : cutting.targetVocabulary
  return { tokens, unknown: unknownPlaces(tokens, vocabulary), text: join(tokens) }
}
