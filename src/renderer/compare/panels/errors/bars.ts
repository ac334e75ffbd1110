import type { ComparedSlice, ComparisonRequest } from '../../../../shared/contract/comparison.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { letterOf } from '../../../../shared/outputs/output-fields.ts'
import { type Slicing, sliceQuery, sliceTitle } from '../../../../shared/slices/slicing.ts'

export interface Bar {
  readonly run: RunId
  readonly members: readonly RunId[]
  /** NaN where the slice has nothing to count. */
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface BarGroup {
  readonly title: string
  readonly slice: ComparedSlice
  readonly bars: readonly Bar[]
}

export function barGroups(slices: readonly ComparedSlice[], kind: Slicing['kind'] = 'pair'): BarGroup[] {
  return slices.map((slice) => ({
    title: sliceTitle(slice, kind),
    slice,
    bars: slice.runs.map(({ run, members, score }) => ({ run, members, ...score })),
  }))
}

/** Where the axis ends, and its lines: from 0, in steps of 1, 2 or 5. */
export function axisOf(groups: readonly BarGroup[], withIntervals: boolean): { end: number; lines: number[] } {
  const tops = groups.flatMap(({ bars }) =>
    bars.map(({ value, high }) => (withIntervals ? Math.max(value, high) : value)),
  )
  const most = Math.max(0.01, ...tops.filter(Number.isFinite))
  const rough = most / 4
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((size) => size >= rough - 1e-12) ?? rough
  const count = Math.ceil(most / step - 1e-9)
  return { end: count * step, lines: Array.from({ length: count + 1 }, (_, i) => i * step) }
}

/**
 * The query that finds the pairs behind a bar: those of its slice of which a run of the bar is wrong; `runs` are those of
 * the board, whose letters queries use.
 */
export function queryOf(
  slicing: Slicing,
  slice: ComparedSlice,
  members: readonly RunId[],
  runs: readonly RunId[],
  { metric = 'token-error-rate', rows = '' }: Partial<Pick<ComparisonRequest, 'metric' | 'rows'>> = {},
): string {
  const letters = members.flatMap((run) => {
    const at = runs.indexOf(run)
    return at < 0 ? [] : [letterOf(at).toLowerCase()]
  })
  const either = (parts: readonly string[]) => (parts.length > 1 ? `(${parts.join(' or ')})` : (parts[0] ?? ''))
  if (slicing.kind === 'place') return either(letters.map((letter) => sliceQuery(slicing, slice, letter)))
  const wrong = either(
    letters.map((letter) => (metric === 'alignment-error-rate' ? `${letter}.alignment > 0` : `${letter}.exact:no`)),
  )
  return `${sliceQuery(slicing, slice, '', rows)} ${wrong}`.trim()
}
