import type { ChartDataset } from 'chart.js'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { paintOf } from '../../../ui/colours.ts'
import type { CurvePoints, CurveRun } from './curves.ts'

export type DrawnRun = CurveRun & CurvePoints

interface LineStyle {
  readonly highlighted: RunId | null
  readonly smoothing: number
  /** A custom property of the page. */
  css(name: string): string
}

/** What chart.js draws: a line a run, and where it is smoothed the measured one behind it, so that it never hides what was measured. */
export function curveLines(
  runs: readonly DrawnRun[],
  { highlighted, smoothing, css }: LineStyle,
): ChartDataset<'line'>[] {
  return runs.flatMap((run) => {
    const colour = paintOf(run.colour, css)
    const common = {
      borderDash: [...run.colour.dash],
      pointRadius: run.points.length === 1 ? 2.5 : 0,
      pointBackgroundColor: colour,
      pointHoverRadius: 0,
      tension: 0,
      spanGaps: false,
    }
    const dim = highlighted !== null && highlighted !== run.run
    const main: ChartDataset<'line'> = {
      ...common,
      label: run.run,
      data: [...run.points],
      borderColor: dim ? `${colour}66` : colour,
      borderWidth: highlighted !== null && !dim ? 2.4 : 1.6,
      order: dim ? 1 : 0,
    }
    if (smoothing === 0) return [main]
    const raw = { data: [...run.raw], borderColor: `${colour}33`, borderWidth: 1, order: 2 }
    return [main, { ...common, label: `${run.run} raw`, ...raw }]
  })
}
