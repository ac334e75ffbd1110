import { FINDINGS } from '../../data/findings/registry.ts'
import type { FindingDescription } from '../../shared/datasets/finding.ts'

/** The findings as a window or a terminal is told of them. */
export function describeFindings(): FindingDescription[] {
  return FINDINGS.map(({ id, group, title, definition, scope, limits, score, fix }) => ({
    ...{ id, group, title, definition, scope, limits, score },
    fix: { kind: fix.kind, title: fix.title },
  }))
}
