import type { ComparisonRequest } from '../../../../shared/contract/comparison.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import type { SignificanceOptions } from './options.ts'

/** More runs one comparison does not take. */
export const MOST_COMPARED = 20

/** What is asked about the runs of a board: the baseline first, else the first run; null for fewer than two. */
export function comparisonOf(
  runs: readonly RunId[],
  baseline: RunId | null,
  { metric, checkpoint, resamples, seed, ...bleu }: SignificanceOptions,
): ComparisonRequest | null {
  if (runs.length < 2) return null
  const first = baseline !== null && runs.includes(baseline) ? baseline : (runs[0] ?? '')
  const compared = [first, ...runs.filter((run) => run !== first)].slice(0, MOST_COMPARED)
  // What only BLEU looks at makes no other question of the same one.
  return { runs: compared, metric, checkpoint, resamples, seed, ...(metric === 'bleu' && bleu) }
}

/** What asks for the same, as a text. */
export function keyOf(request: ComparisonRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether the outputs that the one is about serve for the other, too: then it is answered within moments. */
export function needsNoDecoding(asked: ComparisonRequest, known: ComparisonRequest): boolean {
  return asked.checkpoint === known.checkpoint && asked.runs.every((run) => known.runs.includes(run))
}
