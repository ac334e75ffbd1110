import { BLEU_DEFAULTS, bleuSignature, createBleu } from '../bleu.ts'
import { CHRF_DEFAULTS, CHRF_PLUS_PLUS, chrfSignature, createChrf } from '../chrf.ts'
import { type CorpusMetric, RATIO_METRIC, type TextPair } from '../corpus-metric.ts'
import type { BleuSmoothing, BleuTokenizer, ComparedMetric } from '../../shared/contract/comparison.ts'
import { editsByPlace } from '../../shared/outputs/edits-by-place.ts'
import { closest } from '../../shared/outputs/compared-pairs.ts'
import type { RunOutputs } from '../../shared/outputs/run-outputs.ts'

/** A metric over the outputs of a run. */
export interface Measure {
  readonly metric: Pick<CorpusMetric<never>, 'size' | 'score'>
  /** The largest score there is. */
  readonly most: number
  /** The numbers of one pair. */
  statistics(run: RunOutputs, row: number): readonly number[]
  /** @param references how many a sentence has */
  signature(references: string): string
}

export function measureFor(
  name: ComparedMetric,
  { tokenizer, smoothing }: { tokenizer: BleuTokenizer; smoothing: BleuSmoothing },
): Measure {
  switch (name) {
    case 'bleu': {
      const options = { ...BLEU_DEFAULTS, tokenizer, smoothing }
      return ofText(createBleu(options), (references) => bleuSignature(references, options))
    }
    case 'chrf':
      return ofText(createChrf(CHRF_DEFAULTS), (references) => chrfSignature(references, CHRF_DEFAULTS))
    case 'chrf++':
      return ofText(createChrf(CHRF_PLUS_PLUS), (references) => chrfSignature(references, CHRF_PLUS_PLUS))
    case 'exact-match':
      return ofColumns(1, ({ outputs }, row) => [outputs.exact[row] ?? NaN, 1])
    case 'token-error-rate':
      return ofColumns(Infinity, ({ outputs }, row) => [outputs.edits[row] ?? NaN, outputs.references[row] ?? NaN])
    case 'alignment-error-rate':
      return ofColumns(1, ({ outputs }, row) => [outputs.misaligned[row] ?? NaN, outputs.links[row] ?? NaN])
  }
}

/** Of every token of the reference, its edits and 1: the token error rate by where the token stands. */
export function statisticsByPlace(run: RunOutputs, row: number): number[][] {
  const reference = closest(run, row)
  if (run.outputs.edits[row] === 0) return reference.map(() => [0, 1])
  return editsByPlace(run.tokens(row), reference).map((edits) => [edits, 1])
}

function ofText(metric: CorpusMetric<TextPair>, signature: Measure['signature']): Measure {
  const statistics = (run: RunOutputs, row: number) =>
    metric.statistics({ hypothesis: run.text(row), references: run.references(row) })
  return { metric, most: 100, statistics, signature }
}

function ofColumns(most: number, statistics: Measure['statistics']): Measure {
  return { metric: RATIO_METRIC, most, statistics, signature: () => '' }
}
