import type { FindingDescription, Limits } from '../../../shared/datasets/finding.ts'
import type { ChosenFix } from '../../../shared/datasets/fixing.ts'
import { scoreFields } from '../../../shared/datasets/finding-fields.ts'

/** Fixes as the address has them, such as `duplicate,LongWordFilter@50`. */
export function readFixes(text: string): ChosenFix[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [finding = '', threshold] = part.split('@')
      const value = Number(threshold)
      return threshold !== undefined && Number.isFinite(value) ? { finding, threshold: value } : { finding }
    })
}

export function writeFixes(fixes: readonly ChosenFix[]): string {
  return fixes
    .map(({ finding, threshold }) => (threshold === undefined ? finding : `${finding}@${threshold}`))
    .join(',')
}

/** The limit that a slider moves: of two, such as a least and a greatest, the greatest. */
export function limitOf({ from, above, below }: Limits): number {
  return from ?? above ?? below ?? 0
}

/** Whether a threshold in the place of the usual one marks a score. */
export function marks({ from, above, below }: Limits, threshold: number): (score: number) => boolean {
  if (from !== undefined) return (score) => score >= threshold
  if (above !== undefined) return (score) => score > threshold
  return (score) => below !== undefined && score < threshold
}

/** The rows that a finding marks, as a query: by itself, or with another threshold. */
export function findingQuery(finding: FindingDescription, threshold?: number): string {
  if (threshold === undefined || threshold === limitOf(finding.limits)) return `finding:${finding.id}`
  const { from, above, below } = finding.limits
  const fields = scoreFields(finding)
  const [least = ''] = fields
  const greatest = fields.at(-1) ?? ''
  const high =
    from !== undefined ? `${greatest} >= ${threshold}` : above !== undefined ? `${greatest} > ${threshold}` : ''
  const low = below === undefined ? '' : `${least} < ${high === '' ? threshold : below}`
  return [high, low].filter(Boolean).join(' or ')
}
