import type { Alignment } from '../contract/attention.ts'
import { type TokenizerId, isMarked, joinTokens } from '../tokenizers.ts'
import { trimmed } from '../white-space.ts'
import type { Plane } from './plane.ts'
import { END_TOKEN } from './tokens.ts'

/** How the pieces of a word are told: by the tokeniser, or by marks that a segmentation before it left in the text. */
interface PieceRule {
  /** Whether a piece begins a word, after this piece before it. */
  begins(piece: string, before: string): boolean
  /** The word that pieces make, without their marks. */
  text(pieces: readonly string[]): string
}

/** Pieces one after the other, each without its mark. */
const without = (mark: RegExp) => (pieces: readonly string[]) => pieces.map((piece) => piece.replace(mark, '')).join('')

const RULES = {
  /** Every token is a word. */
  none: { begins: () => true, text: without(/(?!)/) },
  /** Characters: a word is what stands between two spaces, with the space before it. */
  characters: { begins: (piece, before) => piece === '␣' && before !== '␣', text: without(/^␣$/) },
  /** What Unicode's rules cut apart: a word is what stands between two spaces. */
  '￭': {
    begins: (piece, before) => !isMarked(piece, 'before') && !isMarked(before, 'after'),
    text: (pieces) => joinTokens(pieces, 'words'),
  },
  /** subword-nmt (Sennrich et al. 2016): `@@` at the end of every piece but a word's last. */
  '@@': { begins: (_, before) => !before.endsWith('@@'), text: without(/@@$/) },
  /** SentencePiece (Kudo and Richardson 2018): `▁` before a word's first piece, or behind its last. */
  '▁': {
    begins: (piece, before) => piece.startsWith('▁') || /[^▁]▁$/.test(before),
    text: (pieces) => trimmed(joinTokens(pieces, 'sentencepiece')),
  },
  /** Byte-level pieces (Radford et al. 2019): `Ġ` before a word's first piece. */
  Ġ: { begins: (piece) => piece.startsWith('Ġ'), text: without(/Ġ/g) },
  /** WordPiece (Devlin et al. 2019): `##` before every piece but a word's first. */
  '##': { begins: (piece) => !piece.startsWith('##'), text: without(/^##/) },
} as const satisfies Record<string, PieceRule>

export type PieceStyle = keyof typeof RULES

const STYLES: Readonly<Record<Exclude<TokenizerId, 'whitespace'>, PieceStyle>> = {
  character: 'characters',
  words: '￭',
  bpe: '@@',
  'subword-nmt': '@@',
  sentencepiece: '▁',
}

/**
 * How pieces make words in these tokens. Each tokeniser has its own marks; what the white-space tokeniser made is told by the
 * marks of a segmentation that was done before, if there are any.
 * @param tokens more than one sentence's may be given, so that a short one is read as the others are
 */
export function pieceStyle(tokens: readonly string[], tokenizer: TokenizerId): PieceStyle {
  if (tokenizer !== 'whitespace') return STYLES[tokenizer]
  if (tokens.some((token) => token.length > 2 && token.endsWith('@@'))) return '@@'
  if (tokens.some((token) => token.startsWith('▁'))) return '▁'
  if (tokens.some((token) => token.startsWith('Ġ'))) return 'Ġ'
  return tokens.some((token) => token.length > 2 && token.startsWith('##')) ? '##' : 'none'
}

/** Neighbouring tokens that are one word. */
export interface Word {
  readonly text: string
  /** Places of its first and its last token. */
  readonly first: number
  readonly last: number
}

/** The words that tokens make; each token is in just one. `<eos>` is a word of its own. */
export function wordsOfTokens(tokens: readonly string[], style: PieceStyle): Word[] {
  const rule: PieceRule = RULES[style]
  const spans: { first: number; last: number }[] = []
  tokens.forEach((token, place) => {
    const before = tokens[place - 1]
    const span = spans.at(-1)
    const begins = before === undefined || token === END_TOKEN || before === END_TOKEN || rule.begins(token, before)
    if (begins || !span) spans.push({ first: place, last: place })
    else span.last = place
  })
  return spans.map(({ first, last }) => {
    const pieces = tokens.slice(first, last + 1)
    // A word of nothing but marks, such as a space at the end, is written as it is.
    return { text: rule.text(pieces) || pieces.join(''), first, last }
  })
}

/** The same attention between words: summed over the tokens of a source word, averaged over those of a target word. Row sums stay. */
export function mergeWords(plane: Plane, source: readonly Word[], target: readonly Word[]): Plane {
  const weights = new Float32Array(source.length * target.length)
  target.forEach((row, t) => {
    source.forEach((column, s) => {
      let sum = 0
      for (let from = row.first; from <= row.last; from += 1) {
        for (let to = column.first; to <= column.last; to += 1)
          sum += plane.weights[from * plane.source.length + to] ?? NaN
      }
      weights[t * source.length + s] = sum / (row.last - row.first + 1)
    })
  })
  return { source: source.map(({ text }) => text), target: target.map(({ text }) => text), weights }
}

/** Gold links between words: there is one where there is one between any of their tokens, a sure one where that one is sure. */
export function mergeAlignment(alignment: Alignment, source: readonly Word[], target: readonly Word[]): Alignment {
  const [columns, rows] = [wordPlaces(source), wordPlaces(target)]
  const merge = (links: Alignment['sure']) => {
    const merged = new Map(
      links.flatMap(([s, t]) => {
        const [column, row] = [columns[s], rows[t]]
        return column === undefined || row === undefined ? [] : [[`${column} ${row}`, [column, row] as const]]
      }),
    )
    return [...merged.values()]
  }
  return { sure: merge(alignment.sure), possible: merge(alignment.possible) }
}

/** Of each token, the place of its word. */
function wordPlaces(words: readonly Word[]): number[] {
  return words.flatMap(({ first, last }, place) => new Array<number>(last - first + 1).fill(place))
}
