import type { BleuTokenizer } from '../shared/contract/comparison.ts'
import { trimSpacesAtEnd, wordsOf } from './white-space.ts'

const TOKENIZERS: Record<BleuTokenizer, (text: string) => string> = {
  '13a': separateAsMteval13a,
  intl: separateByProperty,
  char: (text) => Array.from(text).join(' '),
  none: (text) => text,
}

/** Cuts a sentence into the tokens that BLEU counts, whatever tokens the model has. */
export function tokenizeForBleu(text: string, tokenizer: BleuTokenizer): string[] {
  return wordsOf(TOKENIZERS[tokenizer](trimSpacesAtEnd(text)))
}

const ENTITIES: readonly (readonly [entity: string, character: string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
]

/** All that those rules look for: line ends, and ASCII punctuation but the apostrophe. */
const SEPARATED_BY_MTEVAL13A = /[\n!-&(-/:-@[-`{-~]/u

/**
 * The rules of NIST's mteval-v13a for Western languages: marks of skipped segments and hyphens at line ends go, four
 * entities are read, ASCII punctuation stands alone, except that an apostrophe stays, a full stop or comma stays between
 * digits, and a hyphen is cut off after a digit only.
 */
function separateAsMteval13a(text: string): string {
  if (!SEPARATED_BY_MTEVAL13A.test(text)) return text
  let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
  for (const [entity, character] of ENTITIES) line = line.replaceAll(entity, character)
  return ` ${line} `
    .replace(/[!-&(-+/:-@[-`{-~]/gu, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ')
}

/**
 * The rules of mteval-v14's international tokenisation, by Unicode properties: punctuation stands alone unless it has a
 * digit on both sides, and symbols stand alone.
 */
function separateByProperty(text: string): string {
  return text
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ')
}
