import { SPACE } from '../../shared/tokenizers.ts'
import { ruled } from './tokenizer.ts'

/** The character ␣ itself is doubled, so that `join(tokenize(text))` is `text` for every text. */
const ESCAPED = SPACE + SPACE

/**
 * Every Unicode code point is a token (not every grapheme: a letter with a combining accent is two). A space becomes
 * the visible token `␣`; nothing is trimmed.
 */
export const characterTokenizer = ruled('character', (text) =>
  Array.from(text, (character) => (character === ' ' ? SPACE : character === SPACE ? ESCAPED : character)),
)
