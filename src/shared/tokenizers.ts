// How tokens become text again. It takes no model of a tokeniser, so that window, host and worker join alike.

export const TOKENIZER_IDS = ['whitespace', 'character', 'words', 'bpe', 'subword-nmt', 'sentencepiece'] as const
export type TokenizerId = (typeof TOKENIZER_IDS)[number]

/** What a space looks like as a character token; the character itself is doubled. */
export const SPACE = '␣'
/** At the end of every piece of a word but its last (Sennrich et al. 2016). */
export const CONTINUED = '@@'
/** Before what stands directly behind the token before it, or behind what stands directly before the next one. */
export const JOINED = '￭'
/** How the genuine character ￭ is written; no text is cut into a token that begins so. */
export const JOINED_ESCAPED = '%ffed'
/** A space within pieces of SentencePiece (Kudo and Richardson 2018). */
export const PIECE_SPACE = '▁'

type Join = (tokens: readonly string[]) => string

const JOINS: Readonly<Record<TokenizerId, Join>> = {
  whitespace: joinBySpaces,
  character: (tokens) =>
    tokens.map((token) => (token === SPACE ? ' ' : token === SPACE + SPACE ? SPACE : token)).join(''),
  words: joinMarked,
  bpe: joinContinued,
  'subword-nmt': joinContinued,
  sentencepiece: joinPieces,
}

/** What a setting says; white space where it says nothing that is known. */
export function tokenizerIdOf(value: unknown): TokenizerId {
  return TOKENIZER_IDS.find((id) => id === value) ?? 'whitespace'
}

/** The text that the tokeniser cuts into these tokens. */
export function joinTokens(tokens: readonly string[], tokenizer: TokenizerId): string {
  return JOINS[tokenizer](tokens)
}

function joinBySpaces(tokens: readonly string[]): string {
  return tokens.join(' ')
}

function joinMarked(tokens: readonly string[]): string {
  let text = ''
  let open = true
  for (const token of tokens) {
    const before = isMarked(token, 'before')
    const after = isMarked(token, 'after')
    const bare = token.slice(before ? JOINED.length : 0, after ? -JOINED.length : undefined)
    const genuine = bare.startsWith(JOINED_ESCAPED) ? JOINED + bare.slice(JOINED_ESCAPED.length) : bare
    text += open || before ? genuine : ` ${genuine}`
    open = after
  }
  return text
}

/** Whether a token of words stands directly behind the one before it, or before the one after it. */
export function isMarked(token: string, side: 'before' | 'after'): boolean {
  return token.length > JOINED.length && (side === 'before' ? token.startsWith(JOINED) : token.endsWith(JOINED))
}

/** As subword-nmt's own recipe does: s/(@@ )|(@@ ?$)//g */
function joinContinued(tokens: readonly string[]): string {
  return tokens.join(' ').replace(/@@ |@@ ?$/g, '')
}

/** As the library decodes pieces: bytes to characters, marks to spaces, and none at the start. */
function joinPieces(tokens: readonly string[]): string {
  let text = ''
  let bytes: number[] = []
  const flush = () => {
    if (bytes.length === 0) return
    text += decodeBytes(bytes)
    bytes = []
  }
  for (const token of tokens) {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1]
    if (byte !== undefined) {
      bytes.push(parseInt(byte, 16))
      continue
    }
    flush()
    const bare = text === '' && token.startsWith(PIECE_SPACE) ? token.slice(PIECE_SPACE.length) : token
    text += bare.replaceAll(PIECE_SPACE, ' ')
  }
  flush()
  return text
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Invalid bytes become U+FFFD, one for each byte. */
function decodeBytes(bytes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = [4, 3, 2, 1].find((count) => isCharacter(bytes.slice(at, at + count), count)) ?? 0
    text += length === 0 ? '\ufffd' : decoder.decode(Uint8Array.from(bytes.slice(at, at + length)))
    at += Math.max(length, 1)
  }
  return text
}

function isCharacter(bytes: readonly number[], length: number): boolean {
  if (bytes.length !== length) return false
  try {
    return Array.from(decoder.decode(Uint8Array.from(bytes))).length === 1
  } catch {
    return false // not UTF-8
  }
}
