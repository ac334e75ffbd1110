import { NO_SPANS, type Surroundings, type Texts } from '../../../data/findings/finding.ts'
import { findingOf } from '../../../data/findings/registry.ts'
import type { RowSpans, TextSpan } from '../../../shared/datasets/rows.ts'

/** What is known of the whole when one row is looked at again. */
const SURROUNDINGS: Surroundings = { scripts: { source: [], target: [] } }

/** What the findings of a pair point at, put together. */
export function marksOf(pair: Texts, findings: readonly string[]): RowSpans {
  if (findings.length === 0) return NO_SPANS
  const all = findings.map((id) => spansOf(pair, id))
  return { source: joined(all.flatMap(({ source }) => source)), target: joined(all.flatMap(({ target }) => target)) }
}

/** What one finding points at. */
export function spansOf(pair: Texts, id: string): RowSpans {
  return findingOf(id)?.spans(pair, SURROUNDINGS) ?? NO_SPANS
}

/** In order and without overlap. */
function joined(spans: readonly TextSpan[]): TextSpan[] {
  const result: TextSpan[] = []
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = result.at(-1)
    if (last && span[0] <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], span[1])]
    else result.push(span)
  }
  return result
}
