import { createPace } from '../../data/pace.ts'
import type { Pace } from '../../shared/pace.ts'
import { type SystemResult, pairedBootstrap, seededPlacesWithin } from '../../metrics/bootstrap.ts'
import type { Estimate } from '../../shared/contract/comparison.ts'
import type { CompleteRowErrorsRequest, OutputHandlers, RowErrors, RunOnRows } from '../../shared/contract/outputs.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { createChoice } from '../../shared/outputs/choose.ts'
import type { DatasetRows } from '../outputs/dataset-rows.ts'
import type { KeptOutputsStore } from '../outputs/kept-outputs.ts'
import type { RunOutputs } from '../../shared/outputs/run-outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { getRun } from '../storage/runs.ts'
import { withinBounds } from '../../metrics/comparison/comparison.ts'
import { type Measure, measureFor } from '../../metrics/comparison/measures.ts'

/** How runs do on some rows of their dataset. */
export function createRowErrors(
  { database }: RunStore,
  kept: KeptOutputsStore,
  rows: DatasetRows,
): Pick<OutputHandlers, 'onRows'> {
  const nameOf = (run: RunId) => getRun(database, run).name

  /** The runs that are meant: of those named, each must be one of the dataset. */
  function meant({ dataset, runs }: CompleteRowErrorsRequest): readonly RunId[] {
    const all = rows.runsOn(dataset)
    const stranger = runs?.find((run) => !all.includes(run))
    if (stranger === undefined) return runs ?? all
    throw new SaccadeError('bad-usage', `“${nameOf(stranger)}” was not trained on this dataset`)
  }

  return {
    async onRows(request, { signal }): Promise<RowErrors> {
      const { dataset, where, checkpoint, metric, resamples, seed, make } = request
      const choice = createChoice()
      const notDecoded: RunId[] = []
      const measure = measureFor(metric, { tokenizer: '13a', smoothing: 'exp' })
      const options = { measure, resamples, seed, pace: createPace(signal) }
      // A query that cannot be read is nobody's fault but its own.
      await rows.check(dataset, where)
      const named = meant(request).map((run) => ({ run, name: nameOf(run) }))
      const scored = await choice.each(named, async (one) => {
        const asked = { run: one.run, checkpoint }
        const outputs = make ? await kept.made(asked, signal) : kept.kept(asked)
        if (!outputs) {
          notDecoded.push(one.run)
          return []
        }
        const mask = await rows.mask(outputs, where, signal, dataset)
        return [{ ...one, step: outputs.step, ...(await insideAndOutside(outputs, mask, options)) }]
      })
      return { metric, resamples, seed, runs: scored.flat(), notDecoded, leftOut: choice.leftOut }
    },
  }
}

interface Options {
  readonly measure: Measure
  readonly resamples: number
  readonly seed: number
  readonly pace: Pace
}

/**
 * The pairs that are meant against the rest as two systems, each of which has nothing to count of the other's pairs. Both
 * parts are drawn anew with as many pairs as they have.
 */
async function insideAndOutside(
  outputs: RunOutputs,
  mask: Uint8Array,
  { measure, resamples, seed, pace }: Options,
): Promise<Pick<RunOnRows, 'inside' | 'outside' | 'difference'>> {
  const all = [...outputs.pairs.keys()]
  const outside = all.filter((row) => mask[row] !== 1)
  const inside = all.filter((row) => mask[row] === 1)
  const nothing = new Array<number>(measure.metric.size).fill(0)
  const told = (rows: readonly number[]) => rows.map((row) => measure.statistics(outputs, row))
  const none = (rows: readonly number[]) => rows.map(() => nothing)
  const [rest, found] = await pairedBootstrap({
    metric: measure.metric,
    systems: [
      [...told(outside), ...none(inside)],
      [...none(outside), ...told(inside)],
    ],
    resamples,
    places: seededPlacesWithin([outside.length, inside.length], seed),
    pace,
  })
  const part = (rows: readonly number[], result: SystemResult | undefined) => ({
    pairs: rows.length,
    score: result && rows.length > 0 ? withinBounds(result.score, measure) : NOTHING,
  })
  return {
    inside: part(inside, found),
    outside: part(outside, rest),
    difference: inside.length > 0 && outside.length > 0 && found?.difference ? estimateOf(found.difference) : null,
  }
}

const NOTHING = { value: NaN, mean: NaN, low: NaN, high: NaN }

/** Without the p-value, which asks of two systems on the same pairs whether they differ. */
function estimateOf({ value, mean, low, high }: Estimate): Estimate {
  return { value, mean, low, high }
}
