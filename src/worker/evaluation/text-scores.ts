import type { Tokenizer } from '../../data/tokenizers/tokenizer.ts'
import type { TokenPair } from '../../data/types.ts'
import { createBleu } from '../../metrics/bleu.ts'
import { createChrf } from '../../metrics/chrf.ts'
import { sumStatistics } from '../../metrics/corpus-metric.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'

/** BLEU and chrF of what was decoded, as text: tokens joined the way their tokeniser cuts. */
export interface TextScores {
  add(pair: Pick<TokenPair, 'target' | 'alternatives'>, output: readonly string[]): void
  values(): MetricValues
}

export function createTextScores({ join }: Pick<Tokenizer, 'join'>): TextScores {
  const [bleu, chrf] = [createBleu(), createChrf()]
  const numbers = { bleu: new Array<readonly number[]>(), chrf: new Array<readonly number[]>() }
  return {
    add({ target, alternatives }, output) {
      const pair = { hypothesis: join(output), references: [target, ...alternatives].map(join) }
      numbers.bleu.push(bleu.statistics(pair))
      numbers.chrf.push(chrf.statistics(pair))
    },
    values: () => ({
      'valid/bleu': bleu.score(sumStatistics(bleu.size, numbers.bleu)),
      'valid/chrf': chrf.score(sumStatistics(chrf.size, numbers.chrf)),
    }),
  }
}
