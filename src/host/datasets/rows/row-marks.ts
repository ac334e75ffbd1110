import type { Manifest } from '../../../data/folder/manifest.ts'
import type { Texts } from '../../../data/findings/finding.ts'
import { findingOf } from '../../../data/findings/registry.ts'
import type { RowSpans, TextSpan } from '../../../shared/datasets/rows.ts'

/** What is known of the whole dataset. */
type Known = Pick<Manifest, 'scripts'>

/** What the findings of a row point at, where they lie over each other as one. */
export function marksOf(pair: Texts, findings: readonly string[], known: Known): RowSpans {
  const spans = findings.map((id) => spansOf(pair, id, known))
  return {
    source: joined(spans.flatMap(({ source }) => source)),
    target: joined(spans.flatMap(({ target }) => target)),
  }
}

/** What one finding points at. */
export function spansOf(pair: Texts, finding: string, { scripts }: Known): RowSpans {
  return findingOf(finding)?.spans(pair, { scripts }) ?? { source: [], target: [] }
}

function joined(spans: readonly TextSpan[]): TextSpan[] {
  const result: TextSpan[] = []
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)]
    else result.push([start, end])
  }
  return result
}
