import type { Configuration } from '../../shared/config/configuration.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { joinTokens } from '../../shared/tokenizers.ts'
import { type PairOutputs, type ValidationPair, startsOf, tokensAt } from '../../shared/outputs/pair-outputs.ts'

/** What a checkpoint of a run says of the validation pairs, with what these are as text. Rows are those of `pairs`. */
export interface RunOutputs {
  readonly run: RunId
  readonly step: number
  readonly pairs: readonly ValidationPair[]
  /** How many validation pairs there are in all. */
  readonly among: number
  /** Pairs that the run evaluates and of which nothing is kept, for want of room. */
  readonly leftOut: number
  readonly outputs: PairOutputs
  tokens(row: number): string[]
  /** Joined as the run's tokenisers cut. */
  text(row: number): string
  source(row: number): string
  references(row: number): readonly string[]
}

export function runOutputs(
  of: Pick<RunOutputs, 'run' | 'step' | 'among' | 'leftOut' | 'outputs' | 'pairs'>,
  { data: { tokenizer } }: Pick<Configuration, 'data'>,
): RunOutputs {
  const starts = startsOf(of.outputs)
  const join = (tokens: readonly string[]) => joinTokens(tokens, tokenizer.target)
  const tokens = (row: number) => tokensAt(of.outputs, starts, row)
  const texts = new Array<string | undefined>(of.pairs.length)
  const sources = new Array<string | undefined>(of.pairs.length)
  return {
    ...of,
    tokens,
    // Joined once, since a search looks at all of them again and again.
    text: (row) => (texts[row] ??= join(tokens(row))),
    source: (row) => (sources[row] ??= joinTokens(of.pairs[row]?.source ?? [], tokenizer.source)),
    references(row) {
      const pair = of.pairs[row]
      return pair ? [pair.target, ...pair.alternatives].map(join) : []
    },
  }
}
