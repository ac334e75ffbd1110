import { describe, expect, it } from 'vitest'
import { differencePlane } from '../../../../shared/attention/difference.ts'
import { planeOf } from '../../../../shared/attention/plane.ts'
import type { AttentionMap } from '../../../../shared/contract/attention.ts'
import { type Kept, facesOf } from './faces.ts'
import { filmSteps } from './film.ts'
import { mapsOptions } from './options.ts'
import { comparedSentences, sentenceNumber } from '../../sentences.ts'

const source = ['a', 'b', '<eos>']
/** Two heads: one that looks at one place, one that looks everywhere. */
const SHARP = [0, 1, 0, 1, 0, 0, 0, 0, 1]
const EVEN = new Array<number>(9).fill(1 / 3)
const forced: AttentionMap = {
  mode: 'teacher-forced',
  source,
  target: ['b', 'a', '<eos>'],
  layers: 1,
  heads: 2,
  weights: Float32Array.from([...EVEN, ...SHARP]),
}
const free: AttentionMap = { ...forced, mode: 'free-running', target: ['b', 'b', '<eos>'] }
const alignment = { sure: [[1, 0] as const, [0, 1] as const], possible: [[1, 0] as const, [0, 1] as const] }
const tokenizers = { source: 'whitespace', target: 'whitespace' } as const

function kept(maps: readonly AttentionMap[], run = 'ra'): Kept {
  return {
    snapshot: { run, step: 10, maps, sentence: { index: 0, source, reference: ['b', 'a'], alignment } },
    tokenizers,
  }
}
const options = (given: object) => mapsOptions.parse(given)
const titles = (given: object) => facesOf(kept([forced, free]), null, options(given)).map(({ title }) => title)

describe('the maps of a run', () => {
  it('are one, or one for each head, mode and layer that is asked for', () => {
    expect(titles({})).toEqual([''])
    expect(titles({ mode: 'both' })).toEqual(['teacher-forced', 'free-running'])
    expect(titles({ head: 'all' })).toEqual(['head 1', 'head 2'])
    expect(titles({ head: 'all', order: 'entropy' })).toEqual(['head 2 · entropy 0.00', 'head 1 · entropy 1.00'])
    expect(titles({ head: 'all', order: 'agreement' })).toEqual(['head 2 · gold 100 %', 'head 1 · gold 33 %'])
    const none = { ...forced, layers: 0, heads: 0, weights: new Float32Array(0) }
    expect(facesOf(kept([none]), null, options({ mode: 'both' }))).toEqual([])
  })

  it('of a mode that was not kept are those of the other', () => {
    const faces = facesOf(kept([free]), null, options({ mode: 'both' }))
    expect(faces.map(({ mode }) => mode)).toEqual(['free-running'])
  })

  it('have the gold alignment only where their rows are the reference’s', () => {
    const [one, two] = facesOf(kept([forced, free]), null, options({ mode: 'both' }))
    expect(one?.input.gold).toBe(alignment)
    expect(two?.input.gold).toBeNull()
  })
})

describe('a difference', () => {
  it('is that of the two planes, row by row of the tokens that they share', () => {
    const [face] = facesOf(
      kept([forced]),
      kept([free], 'rb'),
      options({ head: 1, minus: { run: 'rb', head: 0, mode: 'free-running' } }),
    )
    const [a, b] = [planeOf(forced, 'mean', 1), planeOf(free, 'mean', 0)]
    if (!a || !b) throw new Error('There are weights')
    expect(face?.input.signed).toBe(true)
    expect([...(face?.input.plane.weights ?? [])]).toEqual([...differencePlane(a, b).weights])
    expect(face?.input.plane.target).toEqual(['b', 'a\u202f/\u202fb', '<eos>'])
  })

  it('of a map with itself is the map, because it is what the others are compared with', () => {
    const own = kept([forced])
    const [face] = facesOf(own, own, options({ minus: { run: 'ra' } }))
    expect(face?.input.signed).toBe(false)
  })
})

it('puts pieces of words together where that is asked for, with their gold links', () => {
  const pieces: AttentionMap = { ...forced, source: ['a@@', 'b', '<eos>'], heads: 1, weights: Float32Array.from(SHARP) }
  const [face] = facesOf(kept([pieces]), null, options({ words: true }))
  expect(face?.input.plane.source).toEqual(['ab', '<eos>'])
  expect([...(face?.input.plane.weights ?? [])]).toEqual([1, 0, 1, 0, 0, 1])
  expect(face?.input.gold?.sure).toEqual([[0, 0], [0, 1]]) // prettier-ignore
})

it('shows the steps of a film from the first to the last', () => {
  expect(filmSteps([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8])
  expect(filmSteps([0, 5], 4)).toEqual([0, 5])
})

describe('the sentences of several runs', () => {
  const index = (...sentences: string[][]) => ({
    steps: [0],
    sentences: sentences.map((tokens, i) => ({ index: i + 3, source: tokens, reference: [], alignment: null })),
  })
  const words = index(['ab', 'c', '<eos>'])
  const characters = index(['x', '<eos>'], ['a', 'b', ' ', 'c', '<eos>'])

  it('are the same where they are the same text, whatever it was cut into', () => {
    const sentences = comparedSentences([words, characters])
    expect(sentences.map(({ source: tokens }) => tokens[0])).toEqual(['ab', 'x'])
    const [{ key } = { key: '' }] = sentences
    expect([sentenceNumber(words, key), sentenceNumber(characters, key)]).toEqual([3, 4])
    expect(sentenceNumber(words, sentences[1]?.key ?? '')).toBeNull()
  })

  it('are told apart within a run though their texts are the same', () => {
    expect(comparedSentences([index(['ab', 'c'], ['a', 'bc'])])).toHaveLength(2)
  })
})
