import { SaccadeError } from '../shared/errors.ts'
import type { DataSource } from '../shared/config/data.ts'
import type { Pace } from '../shared/pace.ts'
import { permutation } from '../shared/random.ts'
import type { RawPair } from './types.ts'

type PronouncingSource = Extract<DataSource, { kind: 'pronouncing' }>

/**
 * Words and their pronunciations in ARPAbet, one family a word, in the dictionary's order.
 *
 * Every word of the dictionary is kept as it is spelled: apostrophes (`'tis`), hyphens and the points of abbreviations
 * (`a.m.`) are written English, and there are no digits or bare punctuation marks in it. `word(2)` is a further
 * pronunciation of `word`; what follows `#` is the dictionary's remark and is dropped. Pronunciations that
 * differ only by stress become one when stress is dropped.
 */
async function readDictionary(stress: boolean): Promise<{ word: string; pronunciations: string[] }[]> {
  const { dictionary } = await import('cmu-pronouncing-dictionary')
  const words = new Map<string, string[]>() // a Map, since “constructor” is a word
  for (const [entry, text] of Object.entries(dictionary)) {
    const word = entry.endsWith(')') ? entry.replace(/\(\d+\)$/u, '') : entry
    const spoken = text.includes('#') ? text.slice(0, text.indexOf('#')).trim() : text
    const pronunciation = stress ? spoken : spoken.replace(/\d/gu, '')
    const known = words.get(word)
    if (!known) words.set(word, [pronunciation])
    else if (!known.includes(pronunciation)) known.push(pronunciation)
  }
  return Array.from(words, ([word, pronunciations]) => ({ word, pronunciations }))
}

/**
 * Pairs of a spelling and its phonemes (with spaces between), split by word with the seed. In training every
 * pronunciation is a pair; in validation a word is one pair, its further pronunciations being alternatives. Of one
 * seed, fewer words are among the more, and the validation words stay the same.
 * @throws bad-configuration when no words are left for training
 */
export async function loadPronouncing(
  source: PronouncingSource,
  seed: number,
  pace: Pace,
): Promise<{ train: RawPair[]; valid: RawPair[] }> {
  const words = await readDictionary(source.stress)
  await pace.breathe()
  const count = source.words === 0 ? words.length : Math.min(source.words, words.length)
  if (source.validPairs >= count) {
    const message = `${source.validPairs} words are held out for validation, but there are only ${count}`
    throw new SaccadeError('bad-configuration', message, {
      hint: 'Use more words or hold out fewer.',
      problems: [{ path: 'data.source.validPairs', message }],
    })
  }
  const chosen = Array.from(
    permutation(words.length, seed, 'pronouncing', 0).subarray(0, count),
    (index) => words[index],
  )
  const train: RawPair[] = []
  const valid: RawPair[] = []
  for (const [place, entry] of chosen.entries()) {
    if (!entry) continue
    const [first = '', ...others] = entry.pronunciations
    const pair = { source: entry.word, alternatives: [], alignment: null, origin: '' }
    if (place < source.validPairs) valid.push({ ...pair, target: first, alternatives: others })
    else for (const target of entry.pronunciations) train.push({ ...pair, target })
  }
  return { train, valid }
}
