import { indexAtOrBefore } from './steps.ts'

/** One curve: ascending steps and a value for each; NaN and infinity are kept. */
export interface Series {
  readonly steps: Float64Array
  readonly values: Float64Array
}

export const EMPTY_SERIES: Series = { steps: new Float64Array(0), values: new Float64Array(0) }

/** Linear interpolation of `series` at `step`, held constant beyond its ends; NaN for an empty curve. */
export function interpolate({ steps, values }: Series, step: number): number {
  const before = indexAtOrBefore(steps, step)
  const [x0, y0] = [steps[before], values[before]]
  const [x1, y1] = [steps[before + 1], values[before + 1]]
  if (x0 === undefined || y0 === undefined) return y1 ?? NaN
  if (x1 === undefined || y1 === undefined || x1 === x0) return y0
  return y0 + ((step - x0) / (x1 - x0)) * (y1 - y0)
}

/** The inverse of {@link interpolate} for a curve whose values ascend: the step at which `value` was reached. */
export function stepAtValue({ steps, values }: Series, value: number): number {
  return interpolate({ steps: values, values: steps }, value)
}

/** Appends points after the end of a curve; points at or before its last step are already in it and are left out. */
export function appendPoints(series: Series, points: readonly (readonly [step: number, value: number])[]): Series {
  const last = series.steps.at(-1) ?? -Infinity
  const fresh = points.filter(([step]) => step > last)
  if (fresh.length === 0) return series
  const steps = new Float64Array(series.steps.length + fresh.length)
  const values = new Float64Array(steps.length)
  steps.set(series.steps)
  values.set(series.values)
  fresh.forEach(([step, value], i) => {
    steps[series.steps.length + i] = step
    values[series.steps.length + i] = value
  })
  return { steps, values }
}
