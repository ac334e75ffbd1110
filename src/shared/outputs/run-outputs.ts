import type { Configuration } from '../config/configuration.ts'
import type { CheckpointName, RunId } from '../contract/runs.ts'
import type { Pace } from '../pace.ts'
import { joinTokens } from '../tokenizers.ts'
import { type PairOutputs, type ValidationPair, startsOf, tokensAt } from './pair-outputs.ts'

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

/** What of a configuration it takes to put outputs together and to compare them. */
export interface ComparedConfiguration {
  readonly data: Pick<Configuration['data'], 'tokenizer' | 'vocabulary'>
  readonly model: { readonly attention: Pick<Configuration['model']['attention'], 'score'> }
}

/** Which outputs of a run are meant. */
export interface OutputRequest {
  readonly run: RunId
  readonly checkpoint: CheckpointName
}

/** What one run says of a list of pairs, without what they are as text. */
export type OutputRows = Pick<RunOutputs, 'run' | 'step' | 'among' | 'leftOut' | 'outputs' | 'pairs'>

/** Where outputs come from: a history, which lets checkpoints decode what it does not keep, or the part of one that a report holds. */
export interface OutputsSource {
  /** The step of the checkpoint whose outputs are meant. @throws not-found */
  stepOf(request: OutputRequest): number
  /** What is kept; null where nothing is. @throws not-found, storage */
  kept(request: OutputRequest): RunOutputs | null
  /** What is kept, else what the checkpoint decodes. @throws not-found, storage, bad-data, aborted, … */
  made(request: OutputRequest, signal?: AbortSignal): Promise<RunOutputs>
  /**
   * Of each row of the outputs, 1 where a query finds the row of the dataset that its pair is.
   * @throws not-found, bad-usage where there is none, or the query cannot be read; bad-data where its data are others by now
   */
  mask(outputs: OutputRows, where: string, signal?: AbortSignal): Promise<Uint8Array>
  /** @throws not-found */
  nameOf(run: RunId): string
  pace(signal?: AbortSignal): Pace
}

export function runOutputs(of: OutputRows, { data: { tokenizer } }: Pick<ComparedConfiguration, 'data'>): RunOutputs {
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
