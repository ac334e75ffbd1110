import type { FindingDescription } from './finding.ts'
import { rowFields } from './row-fields.ts'

/** The columns in which the score of a finding is kept. */
export function scoreFields({ id, limits, score }: FindingDescription): string[] {
  if (!score) return []
  const ends = [
    ...(limits.below === undefined ? [] : ['least']),
    ...(limits.from === undefined && limits.above === undefined ? [] : ['greatest']),
  ]
  return ends.length === 1 ? [id] : ends.map((end) => `${id}.${end}`)
}

/** What can be asked of rows in a query. */
export function fieldsOf(findings: readonly FindingDescription[]) {
  return rowFields(findings.map((finding) => ({ id: finding.id, scores: scoreFields(finding) })))
}
