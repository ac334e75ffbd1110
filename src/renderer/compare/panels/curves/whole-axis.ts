import type { CurveRange } from '../../../../shared/contract/curves.ts'
import type { AxisRange } from '../../../curves/range.ts'
import type { CurvesOptions } from '../../../../shared/board/curves-panel.ts'

/** All that is to be seen of the axis. What is counted starts at 0, which a logarithmic axis does not have. */
export function wholeAxis(
  extent: CurveRange,
  { axis, logarithmic }: Pick<CurvesOptions, 'axis' | 'logarithmic'>,
): AxisRange {
  if (logarithmic) return { min: Math.max(extent.min, extent.max / 1e6, axis === 'step' ? 1 : 0), max: extent.max }
  return axis === 'clock' ? extent : { min: Math.min(0, extent.min), max: extent.max }
}
