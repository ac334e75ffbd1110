import type { BleuSmoothing, BleuTokenizer, ComparedMetric, Comparison } from '../../shared/contract/comparison.ts'
import { groupRuns } from '../../shared/board/groups.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { datasetRows } from '../../shared/slices/dataset-rows.ts'
import { describeComparison, describeLeftOut, describeSlices } from '../comparison-text.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDecodingProgress } from '../decoding-progress.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'

export interface CompareOptions extends CommonOptions {
  readonly metric: ComparedMetric
  readonly resamples: number
  readonly seed: number
  readonly checkpoint: 'best' | 'last'
  readonly tokenize: BleuTokenizer
  readonly smooth: BleuSmoothing
  /** Runs that differ only in their seeds count as one, by their mean. */
  readonly seeds?: boolean
  /** In slices too. */
  readonly by?: string
  /** By rows of the dataset: which. */
  readonly where?: string
}

/** `saccade compare RUN RUN …`: every run against the first, by bootstrap resampling. */
export function compare(texts: readonly string[], options: CompareOptions): Promise<number> {
  if (texts.length < 2) {
    throw new SaccadeError('bad-usage', 'Only one run was named', {
      hint: 'Name two or more: saccade compare RUN RUN.',
    })
  }
  return compareNamed(texts, options, (comparison, names) => [
    ...describeComparison(comparison, names),
    ...(options.by === undefined ? [] : ['', ...describeSlices(comparison, names, options.by)]),
  ])
}

/** Compares the runs of these names and prints what `describe` makes of it. */
export function compareNamed(
  texts: readonly string[],
  options: CompareOptions,
  describe: (comparison: Comparison, names: ReadonlyMap<string, string>, by: string) => string[],
): Promise<number> {
  const { metric, resamples, seed, checkpoint, tokenize: tokenizer, smooth: smoothing, by, where = '' } = options
  checkRows(by, where)
  return withReadingHost(options, async (host) => {
    const found: RunSummary[] = []
    for (const text of texts) found.push(await findRun(host.runs, text))
    const ids = found.map(({ run }) => run)
    // The host would say so too, but by then we would have said that we decode.
    if (new Set(ids).size < ids.length) {
      throw new SaccadeError('bad-usage', 'A run cannot be compared with itself', { hint: 'Name each run once.' })
    }
    const groups = groupRuns(found, { by: options.seeds ? 'all-but-seed' : 'nothing', settings: [], members: false })
    const runs = groups.map((group) => group.runs.map(({ run }) => run))
    if (!options.json) printError(`Looking at what ${counted(ids.length, 'run')} say of their validation pairs`)
    const request = { runs, checkpoint, metric, resamples, seed, tokenizer, smoothing, by, rows: where }
    const comparison = await withDecodingProgress(host.events, () => host.runs.compare(request))
    if (options.json) printJson(comparison)
    else
      print(
        ...describe(comparison, new Map(found.map(({ run, name }) => [run, name])), by ?? ''),
        ...describeLeftOut(comparison),
      )
  })
}

/** Rows are asked for by a query, and only they are. */
function checkRows(by: string | undefined, where: string): void {
  if ((by === datasetRows.id) === (where !== '')) return
  throw new SaccadeError(
    'bad-usage',
    where === '' ? 'Which rows is not said' : '--where says which rows, but not to slice by them',
    {
      hint: `Give both: --by ${datasetRows.id} --where "source.length > 40 and not finding:duplicate".`,
    },
  )
}
