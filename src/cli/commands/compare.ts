import type {
  BleuSmoothing,
  BleuTokenizer,
  ComparedMetric,
  ComparedRun,
  Comparison,
  Estimate,
} from '../../shared/contract/comparison.ts'
import { COMPARED } from '../../shared/contract/comparison.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

export interface CompareOptions extends CommonOptions {
  readonly metric: ComparedMetric
  readonly resamples: number
  readonly seed: number
  readonly checkpoint: 'best' | 'last'
  readonly tokenize: BleuTokenizer
  readonly smooth: BleuSmoothing
}

/** `saccade compare RUN RUN …`: every run against the first, by paired bootstrap resampling. */
export function compare(texts: readonly string[], options: CompareOptions): Promise<number> {
  if (texts.length < 2) {
    throw new SaccadeError('bad-usage', 'Only one run was named', {
      hint: 'Name two or more: saccade compare RUN RUN.',
    })
  }
  const { metric, resamples, seed, checkpoint, tokenize: tokenizer, smooth: smoothing } = options
  return withReadingHost(options, async (host) => {
    const found: RunSummary[] = []
    for (const text of texts) found.push(await findRun(host.runs, text))
    const runs = found.map(({ run }) => run)
    // The host would say so too, but by then we would have said that we decode.
    if (new Set(runs).size < runs.length) {
      throw new SaccadeError('bad-usage', 'A run cannot be compared with itself', { hint: 'Name each run once.' })
    }
    if (!options.json) printError(`Decoding the validation pairs with ${runs.length} runs`)
    const comparison = await host.runs.compare({ runs, checkpoint, metric, resamples, seed, tokenizer, smoothing })
    if (options.json) printJson(comparison)
    else print(...describeComparison(comparison, new Map(found.map(({ run, name }) => [run, name]))))
  })
}

/** A table of the runs, and what the numbers depend on. */
export function describeComparison(comparison: Comparison, names: ReadonlyMap<string, string>): string[] {
  const { metric, signature, pairs, resamples, seed, leftOut } = comparison
  const { title, unit } = COMPARED[metric]
  const write = (value: number) => (unit === 'ratio' ? `${(100 * value).toFixed(1)} %` : value.toFixed(2))
  const range = ({ low, high }: Estimate) => `${write(low)} … ${write(high)}`
  // From 40 % to 50 % are 10 points, which is no 10 %.
  const points = (value: number) => {
    const text = unit === 'ratio' ? (100 * value).toFixed(1) : value.toFixed(2)
    return value >= 0 ? `+${text}` : text
  }
  const pointRange = ({ low, high }: Estimate) => `${points(low)} … ${points(high)}`
  const row = ({ run, step, score, difference }: ComparedRun) => [
    run,
    step,
    write(score.value),
    range(score),
    difference ? points(difference.value) : '',
    difference ? pointRange(difference) : '',
    difference ? difference.p.toFixed(4) : '',
    names.get(run) ?? '',
  ]
  const head = ['RUN', 'STEP', title.toUpperCase(), '95 %', 'DIFFERENCE, POINTS', '95 %', 'P', 'NAME']
  return [
    ...formatTable(head, comparison.runs.map(row)),
    '',
    `${counted(pairs, 'validation pair')}, ${counted(resamples, 'resample')} of ${pairs === 1 ? 'it' : 'them'} with seed ${seed}; differences are to the first run`,
    ...(signature ? [signature] : []),
    ...leftOut.map(({ run, name, reason }) => `Left out: ${name} (${run}). ${reason}`),
  ]
}
