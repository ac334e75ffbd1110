import { CURVE_CLOCKS, type CurveAxis, type CurveClock } from '../../shared/contract/curves.ts'
import { METRICS } from '../../shared/metrics.ts'
import { count, dateTime, duration, metricValue, number } from '../ui/format.ts'

export const CLOCK_TITLES: Record<CurveClock, { readonly title: string; readonly description: string }> = {
  step: { title: 'Steps', description: 'Updates of the weights' },
  epoch: { title: 'Epochs', description: 'Passes over the training pairs' },
  tokens: { title: 'Tokens', description: 'Source and target tokens trained on, padding left out' },
  time: { title: 'Time', description: 'Seconds spent training and evaluating since the start, pauses left out' },
  clock: { title: 'Clock', description: 'Date and time of day' },
}

export function axisTitle(axis: CurveAxis): string {
  return isClock(axis) ? CLOCK_TITLES[axis].title : METRICS[axis].title
}

export function isClock(axis: CurveAxis): axis is CurveClock {
  return CURVE_CLOCKS.some((clock) => clock === axis)
}

/** A value on the horizontal axis. */
export function axisText(axis: CurveAxis, value: number): string {
  switch (axis) {
    case 'step':
    case 'tokens':
      return count(value)
    case 'epoch':
      return number(value)
    case 'time':
      return duration(value)
    case 'clock':
      return dateTime(value)
    default:
      return metricValue(axis, value)
  }
}

/** A place on the horizontal axis in words. */
export function placeText(axis: CurveAxis, x: number): string {
  const text = axisText(axis, x)
  if (axis === 'step' || axis === 'epoch') return `${axis} ${text}`
  if (axis === 'tokens') return `${text} tokens`
  return isClock(axis) ? text : `${METRICS[axis].title} ${text}`
}
