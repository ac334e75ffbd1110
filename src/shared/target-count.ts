import { counted } from './counted.ts'
import { SaccadeError } from './errors.ts'

/** @throws bad-usage when there are not as many targets as lines */
export function checkTargetCount(lines: readonly string[], targets: readonly string[]): void {
  if (targets.length === lines.length) return
  throw new SaccadeError('bad-usage', `${counted(lines.length, 'line')} but ${counted(targets.length, 'target')}`, {
    hint: 'Give one target for each line.',
  })
}
