// BLEU and chrF against sacreBLEU, whose numbers make-fixtures.py wrote down.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BLEU_DEFAULTS, type BleuOptions, bleuSignature, createBleu } from '../../src/metrics/bleu.ts'
import { CHRF_DEFAULTS, CHRF_PLUS_PLUS, type ChrfOptions, chrfSignature, createChrf } from '../../src/metrics/chrf.ts'
import { SACREBLEU_VERSION, type TextPair, corpusScore, referenceCount } from '../../src/metrics/corpus-metric.ts'

const corpus = z.record(z.string(), z.strictObject({ score: z.number(), signature: z.string() }))
const part = z.strictObject({
  sentences: z.array(
    z.strictObject({
      hypothesis: z.string(),
      references: z.array(z.string()),
      scores: z.record(z.string(), z.number()),
    }),
  ),
  corpus,
  corpusOfFirstReferences: corpus,
})
const fixtures = z
  .strictObject({ sacrebleu: z.string(), generated: part, handMade: part })
  .parse(JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')))

const bleu: Record<string, BleuOptions> = {
  bleu: BLEU_DEFAULTS,
  'bleu intl': { ...BLEU_DEFAULTS, tokenizer: 'intl' },
  'bleu char': { ...BLEU_DEFAULTS, tokenizer: 'char' },
  'bleu none': { ...BLEU_DEFAULTS, tokenizer: 'none' },
  'bleu floor': { ...BLEU_DEFAULTS, smoothing: 'floor' },
  'bleu floor 0.05': { ...BLEU_DEFAULTS, smoothing: 'floor', smoothingValue: 0.05 },
  'bleu add-k': { ...BLEU_DEFAULTS, smoothing: 'add-k' },
  'bleu add-k 2.5': { ...BLEU_DEFAULTS, smoothing: 'add-k', smoothingValue: 2.5 },
  'bleu unsmoothed': { ...BLEU_DEFAULTS, smoothing: 'none' },
}
const chrf: Record<string, ChrfOptions> = {
  chrf: CHRF_DEFAULTS,
  'chrf++': CHRF_PLUS_PLUS,
  'chrf 4,1,3': { characterOrder: 4, wordOrder: 1, beta: 3 },
}

function makeMetric(name: string, effectiveOrder: boolean) {
  const [ofBleu, ofChrf] = [bleu[name], chrf[name]]
  if (ofBleu) {
    const options = { ...ofBleu, effectiveOrder }
    return { metric: createBleu(options), signature: (references: string) => bleuSignature(references, options) }
  }
  if (!ofChrf) throw new Error(`no metric is called ${name}`)
  return { metric: createChrf(ofChrf), signature: (references: string) => chrfSignature(references, ofChrf) }
}

it('names the sacreBLEU that it equals', () => {
  expect(SACREBLEU_VERSION).toBe(fixtures.sacrebleu)
})

it('has 200 generated sentences and 20 corner cases', () => {
  expect(fixtures.generated.sentences).toHaveLength(200)
  expect(fixtures.handMade.sentences).toHaveLength(20)
})

describe.each([...Object.keys(bleu), ...Object.keys(chrf)])('%s', (name) => {
  const orders = name in bleu ? [true, false] : [true]

  it.each(orders)('of every sentence (effective order: %s)', (effective) => {
    const { metric } = makeMetric(name, effective)
    const faults = [...fixtures.generated.sentences, ...fixtures.handMade.sentences].flatMap((sentence) => {
      const expected = sentence.scores[effective ? name : `${name} fixed order`]
      const score = corpusScore(metric, [sentence])
      return expected !== undefined && Math.abs(score - expected) < 1e-6 ? [] : [{ ...sentence, expected, score }]
    })
    expect(faults).toEqual([])
  })

  it.each(['generated', 'handMade'] as const)('of the corpus %s, with its signature', (which) => {
    const { sentences, corpus: all, corpusOfFirstReferences: first } = fixtures[which]
    const { metric, signature } = makeMetric(name, false)
    const check = (pairs: TextPair[], expected: z.output<typeof corpus>) => {
      expect(corpusScore(metric, pairs)).toBeCloseTo(expected[name]!.score, 8)
      expect(signature(referenceCount(pairs))).toBe(expected[name]!.signature)
    }
    check(sentences, all)
    check(
      sentences.map(({ hypothesis, references }) => ({ hypothesis, references: references.slice(0, 1) })),
      first,
    )
  })
})
