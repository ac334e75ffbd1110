import type { Tokenizer } from './tokenizer.ts'

/** What a space looks like as a token: visible in an attention map's labels. */
const SPACE = '␣'
/** The character ␣ itself is doubled, so that `join(tokenize(text))` is `text` for every text. */
const ESCAPED = SPACE + SPACE

/**
 * Every Unicode code point is a token (not every grapheme: a letter with a combining accent is two). A space becomes
 * the visible token `␣`; nothing is trimmed.
 */
export const characterTokenizer: Tokenizer = {
  id: 'character',
  tokenize: (text) =>
    Array.from(text, (character) => (character === ' ' ? SPACE : character === SPACE ? ESCAPED : character)),
  join: (tokens) => tokens.map((token) => (token === SPACE ? ' ' : token === ESCAPED ? SPACE : token)).join(''),
}
