import type { BandKind } from '../../../../shared/contract/curves.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { METRICS, type MetricName } from '../../../../shared/metrics.ts'
import { type ChartLine, bandLine, runLine } from '../../../curves/lines.ts'
import type { CurveFeed } from '../../../history/curve-feed.ts'
import type { RunColour } from '../../../ui/colours.ts'
import { plural } from '../../../ui/format.ts'

/** Runs that are shown as one line, or one run by itself. */
export interface ShownGroup {
  readonly key: string
  readonly label: string
  readonly colour: RunColour
  readonly runs: readonly { readonly run: RunId }[]
}

interface Parts {
  readonly feed: Pick<CurveFeed, 'curve' | 'band'>
  readonly metric: MetricName
  /** Null where runs are shown by themselves. */
  readonly groups: readonly ShownGroup[] | null
  readonly members: boolean
  readonly band: BandKind
  readonly runs: readonly RunId[]
  labelOf(run: RunId): string
  colourOf(run: RunId): RunColour
}

/** The lines of a chart: a run each, or the mean of a group with its band, and its members behind where they are wanted. */
export function panelLines({ feed, metric, groups, members, band, runs, labelOf, colourOf }: Parts): ChartLine[] {
  if (!groups) {
    return runs.flatMap((run) => {
      const curve = feed.curve(run, metric)
      const identity = { id: run, run, label: labelOf(run), colour: colourOf(run), faint: false }
      return curve ? [runLine(identity, curve)] : []
    })
  }
  return groups.flatMap(({ key, label, colour, runs: of }) => {
    const spread = feed.band(key, metric)
    const [first] = of
    const several = of.length > 1
    const identity = {
      id: key,
      run: several ? null : (first?.run ?? null),
      label: several ? `${label} (${of.length})` : label,
    }
    const behind = members && several ? of : []
    return [
      ...behind.flatMap(({ run }) => {
        const curve = feed.curve(run, metric)
        return curve
          ? [runLine({ id: run, run, label: labelOf(run), colour: { ...colour, dash: [] }, faint: true }, curve)]
          : []
      }),
      ...(spread ? [bandLine({ ...identity, colour, faint: false }, spread, band, of.length)] : []),
    ]
  })
}

/** Which runs are not in a chart, in words. */
export function notesOn(
  metric: MetricName,
  missing: readonly string[],
  unplaced: readonly string[],
  axis: string,
): string[] {
  const notes: string[] = []
  if (missing.length > 0) notes.push(`${METRICS[metric].title} was not logged by ${listed(missing)}`)
  if (unplaced.length > 0)
    notes.push(`${axis} ${axis.endsWith('s') ? 'were' : 'was'} not logged by ${listed(unplaced)}`)
  return notes
}

function listed(labels: readonly string[]): string {
  const [first = '', second, ...more] = labels
  if (second === undefined) return first
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${plural(more.length, 'other')}`
}
