import { z } from 'zod'
import { SaccadeError } from '../shared/errors.ts'
import { compareCodePoints } from './code-points.ts'
import type { Vocabulary } from './types.ts'

export const PAD = 0
export const BOS = 1
export const EOS = 2
export const UNK = 3
/** Their ids are their places. */
export const SPECIAL_TOKENS = ['<pad>', '<bos>', '<eos>', '<unk>'] as const

/** True for a token of the data that is spelled like a special token: it is read as `<unk>`, never as the special. */
export function isSpecialSpelling(token: string): boolean {
  return SPECIAL_TOKENS.some((special) => special === token)
}

export interface VocabularyOptions {
  /** Tokens seen less often are left out. */
  readonly minimumFrequency: number
  /** Most tokens kept, the special ones not counted; 0 keeps all. */
  readonly maximumSize: number
}

/** How often each token is seen. */
export function countTokens(sequences: Iterable<readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const sequence of sequences) {
    for (const token of sequence) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  return counts
}

/** Orders the tokens by falling frequency, then by code point, behind the four special tokens. */
export function buildVocabulary(counts: ReadonlyMap<string, number>, options: VocabularyOptions): Vocabulary {
  const kept = [...counts]
    .filter(([token, count]) => count >= options.minimumFrequency && !isSpecialSpelling(token))
    .sort(([token, count], [other, otherCount]) => otherCount - count || compareCodePoints(token, other))
    .slice(0, options.maximumSize === 0 ? undefined : options.maximumSize)
  return vocabularyOf(
    kept.map(([token]) => token),
    kept.map(([, count]) => count),
  )
}

function vocabularyOf(ordinary: readonly string[], ordinaryCounts: readonly number[]): Vocabulary {
  // The special tokens are not in the map: text never turns into them.
  const ids = new Map(ordinary.map((token, place) => [token, place + SPECIAL_TOKENS.length]))
  const tokens = [...SPECIAL_TOKENS, ...ordinary]
  return {
    tokens,
    size: tokens.length,
    counts: [...SPECIAL_TOKENS.map(() => 0), ...ordinaryCounts],
    id: (token) => ids.get(token) ?? UNK,
    has: (token) => ids.has(token),
  }
}

const vocabularyJson = z.strictObject({
  tokens: z.array(z.string().min(1)),
  counts: z.array(z.int().min(0)),
})
export type VocabularyJson = z.infer<typeof vocabularyJson>

export function vocabularyToJson(vocabulary: Vocabulary): VocabularyJson {
  return { tokens: [...vocabulary.tokens], counts: [...vocabulary.counts] }
}

/** @throws storage when the value is not what {@link vocabularyToJson} gave */
export function vocabularyFromJson(value: unknown): Vocabulary {
  const parsed = vocabularyJson.safeParse(value)
  if (!parsed.success) throw damaged('it is not a list of tokens with their counts')
  const { tokens, counts } = parsed.data
  if (tokens.length !== counts.length) throw damaged(`it has ${tokens.length} tokens but ${counts.length} counts`)
  if (SPECIAL_TOKENS.some((special, id) => tokens[id] !== special))
    throw damaged(`it does not begin with ${SPECIAL_TOKENS.join(' ')}`)
  if (new Set(tokens).size !== tokens.length) throw damaged('a token stands in it twice')
  return vocabularyOf(tokens.slice(SPECIAL_TOKENS.length), counts.slice(SPECIAL_TOKENS.length))
}

function damaged(what: string): SaccadeError {
  return new SaccadeError('storage', `The stored vocabulary is damaged: ${what}`, {
    hint: 'Use another checkpoint of the run.',
  })
}
