import { COMPARED, type ComparedMetric, type Estimate } from '../../shared/contract/comparison.ts'
import type { RowErrors, ScoredPairs } from '../../shared/contract/outputs.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { points, pointRange, writeRange, writeValue } from '../comparison-text.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDecodingProgress } from '../decoding-progress.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'
import { findDataset } from './data.ts'

export interface DataErrorsOptions extends CommonOptions {
  readonly where: string
  readonly run?: readonly string[]
  readonly metric: ComparedMetric
  readonly checkpoint: 'best' | 'last'
  readonly resamples: number
  readonly seed: number
}

/** `saccade data errors DATASET --where QUERY`: how the runs of a dataset do on some of its rows, and on the rest. */
export function dataErrors(named: string, options: DataErrorsOptions): Promise<number> {
  const { where, run: texts, metric, checkpoint, resamples, seed } = options
  return withReadingHost(options, async (host) => {
    const { id } = findDataset(await host.datasets.list(), named)
    const runs: RunId[] = []
    for (const text of texts ?? []) runs.push((await findRun(host.runs, text)).run)
    const request = { dataset: id, where, metric, checkpoint, resamples, seed, make: true }
    const found = await withDecodingProgress(host.events, () =>
      host.outputs.onRows({ ...request, ...(texts && { runs }) }),
    )
    if (options.json) {
      printJson(found)
      return
    }
    if (found.runs.length === 0 && found.leftOut.length === 0) {
      printError(`No run was trained on this dataset yet: saccade train --data dataset:${id}`)
      return
    }
    print(...describe(found))
    for (const { run, name, reason } of found.leftOut) printError(`Left out: ${name} (${run}). ${reason}`)
  })
}

function describe({ metric, runs, resamples, seed }: RowErrors): string[] {
  const score = ({ score: one, pairs }: ScoredPairs) =>
    pairs === 0 ? ['0', '–', '–'] : [String(pairs), writeValue(metric, one.value), writeRange(metric, one)]
  const shift = (one: Estimate | null) => (one ? [points(metric, one.value), pointRange(metric, one)] : ['–', '–'])
  const title = COMPARED[metric].title.toUpperCase()
  const head = ['RUN', 'STEP', 'PAIRS', title, '95 %', 'REST', title, '95 %', 'DIFFERENCE, POINTS', '95 %', 'NAME']
  return [
    ...formatTable(
      head,
      runs.map(({ run, step, name, inside, outside, difference }) => [
        ...[run, step, ...score(inside), ...score(outside), ...shift(difference), name],
      ]),
    ),
    '',
    `Validation pairs of the runs that are rows of the query, and the rest; ${counted(resamples, 'resample')} of both with seed ${seed}`,
  ]
}
