import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadDataset } from '../../data/load.ts'
import type { TokenPair } from '../../data/types.ts'
import { tinyConfiguration } from '../training/tiny-run.ts'
import { chooseWatched, spreadOverLengths } from './watched.ts'

function pairOf(length: number, index: number): TokenPair {
  return {
    source: Array.from({ length }, (_, place) => `${index}.${place}`),
    target: [],
    alternatives: [],
    alignment: null,
  }
}

describe('watched sentences', () => {
  it('are different, spread from the shortest to the longest, short ones first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2 }),
        fc.integer({ min: 2, max: 10 }),
        (lengths, count) => {
          const pairs = lengths.map(pairOf)
          const chosen = spreadOverLengths([...pairs, ...pairs], count)
          expect(new Set(chosen).size).toBe(Math.min(count, pairs.length))
          const sizes = chosen.map(({ source }) => source.length)
          expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
          expect([sizes[0], sizes.at(-1)]).toEqual([Math.min(...lengths), Math.max(...lengths)])
        },
      ),
    )
    expect(spreadOverLengths([1, 2, 9].map(pairOf), 1)[0]!.source.length).toBe(2)
    expect(spreadOverLengths([], 3)).toEqual([])
  })

  it('end with the user’s own, cut like the data', async () => {
    const own = 'evaluation.watched.sentences=[{"source":"a  b zz","target":"b a"},{"source":"c"}]'
    const configuration = tinyConfiguration(own)
    const watched = chooseWatched(configuration, await loadDataset(configuration.data))
    expect(watched.map(({ sentence }) => sentence.index)).toEqual([0, 1, 2, 3, 4])
    expect(watched[0]!.sentence.alignment).not.toBeNull()
    expect(watched[3]!.sentence).toEqual({ index: 3, source: ['a', 'b', 'zz'], reference: ['b', 'a'], alignment: null })
    expect(watched[4]!.sentence.reference).toEqual([])
    expect(watched[3]!.encoded.source[2]).toBe(3)
  })
})
