import {
  COMPARED,
  type ComparedMetric,
  type ComparedRun,
  type Estimate,
} from '../../../../shared/contract/comparison.ts'
import { count, percent, points } from '../../../ui/format.ts'

/** The smallest p that is written out. */
const SMALLEST = 0.001

type Difference = NonNullable<ComparedRun['difference']>

/** One, or from the first to the last of a group. */
export function stepsOf({ steps }: ComparedRun): string {
  const [low, high] = [Math.min(...steps), Math.max(...steps)]
  return low === high ? count(low) : `${count(low)}–${count(high)}`
}

/** How scores of a metric and their differences are written, and what is said of them. */
export function comparedValues(metric: ComparedMetric) {
  const { unit, better } = COMPARED[metric]
  const ratio = unit === 'ratio'
  const score = (value: number) => (Number.isNaN(value) ? '–' : ratio ? percent(value) : value.toFixed(1))
  const probability = ({ p }: Difference) => (p < SMALLEST ? `< ${SMALLEST}` : p.toFixed(3))
  const difference = (value: number) => points(ratio ? 100 * value : value)
  return {
    score,
    scoreRange: ({ low, high }: Estimate) => `95 %: ${score(low)} to ${score(high)}`,
    difference,
    range: ({ low, high }: Estimate) => `${difference(low)} to ${difference(high)} points`,
    probability,
    equation: (found: Difference) => (found.p < SMALLEST ? 'p ' : 'p = ') + probability(found),
    /** Green where surely better, red where surely worse, grey where chance may have made it. */
    verdict({ value, p }: Difference): 'better' | 'worse' | 'unsure' {
      if (!(p < 0.05)) return 'unsure'
      return value > 0 === (better === 'higher') ? 'better' : 'worse'
    },
  }
}
