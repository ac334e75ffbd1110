import { JOINED, JOINED_ESCAPED } from '../../../shared/tokenizers.ts'
import { wordsOf } from '../../../shared/white-space.ts'
import { ruled } from '../tokenizer.ts'
import { isWordLike, segmentsOf } from './word-breaks.ts'

/**
 * Cuts at white space and then at the word boundaries of Unicode. Where no space stood between two tokens, one of them is
 * marked with `￭` on that side: the one that is no word, or else the second. So the text comes back, with its white space
 * normalised.
 */
export const wordsTokenizer = ruled('words', cutWords)

function cutWords(text: string): string[] {
  return wordsOf(text).flatMap(marked)
}

function marked(chunk: string): string[] {
  const segments = segmentsOf(chunk)
  const tokens = segments.map((segment) =>
    segment.startsWith(JOINED) ? JOINED_ESCAPED + segment.slice(JOINED.length) : segment,
  )
  for (let place = 1; place < segments.length; place++) {
    const onFirst = isWordLike(segments[place] ?? '') && !isWordLike(segments[place - 1] ?? '')
    if (onFirst) tokens[place - 1] = (tokens[place - 1] ?? '') + JOINED
    else tokens[place] = JOINED + (tokens[place] ?? '')
  }
  return tokens
}
