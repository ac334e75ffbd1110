import { settingOf } from '../../shared/board/groups.ts'
import type { Emergence } from '../../shared/contract/emergence.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { indexAtOrBefore } from '../history/steps.ts'

/** How attention and outputs went, at each of the board's kept steps: what the slider shows where to look. */
export interface Strip {
  /** Means over the runs, from 0 to 1; NaN where there is none. */
  readonly entropy: readonly number[]
  readonly error: readonly number[]
  /** The share of the runs whose output is another one than at their kept step before. */
  readonly changed: readonly number[]
}

/** Of a run that kept nothing at a step, attention is that of the step before at which it did; its output changed only there. */
export function stripOf(found: readonly Emergence[], steps: readonly number[]): Strip {
  const attending = found.flatMap((one) => {
    const mode = one.modes.find(({ mode: kind }) => kind === 'teacher-forced') ?? one.modes[0]
    if (!mode || one.layers === 0) return []
    const last = one.layers * one.heads * one.steps.length // the row of the mean over all heads
    return [{ steps: one.steps, last, values: mode.values }]
  })
  const meanOf = (measure: 'entropy' | 'alignment error') =>
    steps.map((step) => {
      const values = attending
        .map(({ steps: own, last, values: all }) => {
          const at = indexAtOrBefore(own, step)
          return at < 0 ? NaN : (all[measure][last + at] ?? NaN)
        })
        .filter((value) => !Number.isNaN(value))
      return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length
    })
  const changed = steps.map((step) => {
    const share = found.filter(({ steps: own, changed: at }) => {
      const place = indexAtOrBefore(own, step)
      return place >= 0 && own[place] === step && (at[place] ?? 0) > 0
    }).length
    return found.length === 0 ? 0 : share / found.length
  })
  return { entropy: meanOf('entropy'), error: meanOf('alignment error'), changed }
}

/** The lines and ticks of a strip in a box of 100 × 10; gaps where there is no number. */
export function stripPaths({ entropy, error, changed }: Strip): { entropy: string; error: string; changed: string } {
  const last = Math.max(changed.length - 1, 1)
  const x = (i: number) => Number(((100 * i) / last).toFixed(2))
  const line = (values: readonly number[]) => {
    let pen = 'M'
    return values
      .flatMap((value, i) => {
        if (Number.isNaN(value)) {
          pen = 'M'
          return []
        }
        const part = `${pen}${x(i)} ${Number((10 - 10 * Math.min(Math.max(value, 0), 1)).toFixed(2))}`
        pen = 'L'
        return [part]
      })
      .join('')
  }
  const ticks = changed.flatMap((share, i) =>
    share > 0 ? [`M${x(i)} 10V${Number((10 - 10 * share).toFixed(2))}`] : [],
  )
  return { entropy: line(entropy), error: line(error), changed: ticks.join('') }
}

/** In words, for who does not see it. */
export function stripText({ entropy, error, changed }: Strip): string {
  const ends = (values: readonly number[]) => {
    const known = values.filter((value) => !Number.isNaN(value))
    return known.length === 0 ? null : `${known[0]?.toFixed(2)} to ${known.at(-1)?.toFixed(2)}`
  }
  const [sharp, wrong] = [ends(entropy), ends(error)]
  return [
    sharp && `entropy from ${sharp}`,
    wrong && `alignment error from ${wrong}`,
    `outputs changed at ${changed.filter((share) => share > 0).length} of ${changed.length} kept steps`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** The steps at which any of the runs was evaluated, ascending, whether or not something was kept there. */
export function evaluationSteps(runs: readonly RunSummary[]): number[] {
  const found = new Set<number>()
  for (const run of runs) {
    const every = Number(settingOf(run, 'evaluation.every'))
    if (every > 0) for (let at = 0; at <= run.step; at += every) found.add(at)
    // One that trains on, or was stopped, was not evaluated where it stands.
    if (run.state === 'finished') found.add(run.step)
  }
  return [...found].sort((a, b) => a - b)
}

/** The next of the ascending steps in a direction; null at the end. */
export function nextStep(steps: readonly number[], from: number, by: 1 | -1): number | null {
  const at = indexAtOrBefore(steps, from)
  if (by === 1) return steps[at + 1] ?? null
  return (steps[at] === from ? steps[at - 1] : steps[at]) ?? null
}
