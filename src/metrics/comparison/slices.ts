import type { SystemStatistics } from '../bootstrap.ts'
import type { ComparedMetric } from '../../shared/contract/comparison.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { slicingOf } from '../../shared/slices/registry.ts'
import { OTHER_ROWS, ROWS_FOUND, type SliceBounds, type Slicing, sliceBounds } from '../../shared/slices/slicing.ts'
import type { RunRows } from '../../shared/outputs/compared-pairs.ts'
import type { RunOutputs } from '../../shared/outputs/run-outputs.ts'
import type { Pace } from '../../shared/pace.ts'
import { statisticsByPlace } from './measures.ts'
import { ofRows } from './of-rows.ts'

/** Some of the pairs, and for each run the numbers of those. */
export interface Slice extends SliceBounds {
  readonly pairs: number
  readonly systems: readonly SystemStatistics[]
}

interface Cut {
  readonly runs: readonly RunRows[]
  /** Of each run the numbers of all its pairs. */
  readonly systems: readonly SystemStatistics[]
  /** For each row of a run's outputs, 1 where it is one of the rows of the dataset that are asked for. */
  readonly mask: (outputs: RunOutputs) => Promise<Uint8Array>
  readonly pace: Pace
}

/** The pairs of runs cut into slices. @throws bad-usage where the metric cannot be cut so; aborted */
export async function sliced(id: string, metric: ComparedMetric, { runs, systems, mask, pace }: Cut): Promise<Slice[]> {
  const slicing = slicingOf(id)
  const [first] = runs
  if (!slicing) throw new SaccadeError('bad-usage', `There is no way to slice errors called “${id}”`)
  if (!first) return []
  switch (slicing.kind) {
    case 'pair':
      return slicedPairs(first, systems, (row) => {
        const pair = first.outputs.pairs[row]
        return pair ? slicing.of(pair) : NaN
      })
    case 'rows': {
      const found = await mask(first.outputs)
      return slicedPairs(first, systems, (row) => (found[row] === 1 ? ROWS_FOUND : OTHER_ROWS))
    }
    case 'place':
      return slicedPlaces(slicing, metric, runs, pace)
  }
}

/** @param of the number of a row of the first run */
function slicedPairs(first: RunRows, all: readonly SystemStatistics[], of: (row: number) => number): Slice[] {
  const values = Array.from(first.rows, of)
  return sliceBounds(values).map((bounds) => {
    const inside = [...values.keys()].filter((at) => isWithin(values[at] ?? NaN, bounds))
    const systems = all.map((numbers) => inside.map((at) => numbers[at] ?? []))
    return { ...bounds, pairs: inside.length, systems }
  })
}

/** A pair is in every slice in which a token of its reference stands. */
async function slicedPlaces(
  slicing: Slicing,
  metric: ComparedMetric,
  runs: readonly RunRows[],
  pace: Pace,
): Promise<Slice[]> {
  if (metric !== 'token-error-rate') {
    throw new SaccadeError('bad-usage', `By ${slicing.title.toLowerCase()} only errors of tokens can be counted`, {
      hint: 'Choose the token error rate.',
    })
  }
  const found = await ofRows(runs, statisticsByPlace, pace)
  const lengths = Array.from({ length: found[0]?.length ?? 0 }, (_, at) =>
    found.reduce((most, pairs) => Math.max(most, pairs[at]?.length ?? 0), 0),
  )
  const places = lengths.flatMap((length) => Array.from({ length }, (_, place) => place + 1))
  return sliceBounds(places).map((bounds) => {
    const inside = [...lengths.keys()].filter((at) => (lengths[at] ?? 0) >= bounds.low)
    const systems = found.map((pairs) =>
      inside.map((at) => summed(pairs[at]?.slice(bounds.low - 1, bounds.high) ?? [])),
    )
    return { ...bounds, pairs: inside.length, systems }
  })
}

function isWithin(value: number, { low, high }: SliceBounds): boolean {
  return value >= low && value <= high
}

function summed(numbers: readonly (readonly number[])[]): number[] {
  return numbers.reduce<number[]>(([edits = 0, tokens = 0], [more = 0, of = 0]) => [edits + more, tokens + of], [0, 0])
}
