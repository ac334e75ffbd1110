import type { SweepSummary } from '../../../shared/contract/sweeps.ts'
import { EXIT } from '../../exit-codes.ts'
import { formatMetric } from '../../format.ts'

type Ended = Pick<SweepSummary, 'id' | 'state' | 'reason' | 'best' | 'counts' | 'metric'>

/** What is said of a sweep that was followed to its end, and what the shell is told. */
export function closingOf({ id, state, reason, best, counts, metric }: Ended): { lines: string[]; code: number } {
  const lines = [`${state}${reason ? `: ${reason}` : ''}`]
  if (best) {
    lines.push(`best ${formatMetric(metric.name, best.value)} at step ${best.step}: ${best.run}, ${best.label}`)
  }
  lines.push(`saccade sweep status ${id} prints its table`)
  if (state !== 'finished') {
    lines.push(goesOn(id))
    return { lines, code: EXIT.stopped }
  }
  if (counts.failed > 0) lines.push(`saccade sweep resume ${id} --failed tries the failed ones again`)
  return { lines, code: counts.failed + counts.interrupted > 0 ? EXIT.failed : EXIT.done }
}

/** Of one that a signal cut off as well. */
export const goesOn = (id: string): string => `saccade sweep resume ${id} lets it go on`
