import type { ComparisonRequest } from '../../../../shared/contract/comparison.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { comparedGroups } from '../../compared-groups.ts'
import type { SignificanceOptions } from './options.ts'

/** What is asked about the runs of a board, or about its groups; null for fewer than two. */
export function comparisonOf(
  groups: readonly (readonly RunId[])[],
  baseline: RunId | null,
  { metric, checkpoint, resamples, seed, by, rows, ...bleu }: SignificanceOptions,
): ComparisonRequest | null {
  if (groups.length < 2) return null
  const runs = comparedGroups(groups, baseline)
  // What only BLEU looks at makes no other question of the same one.
  return {
    ...{ runs, metric, checkpoint, resamples, seed },
    ...(metric === 'bleu' && bleu),
    ...(by === 'none' ? {} : { by }),
    ...(by === 'rows' && { rows }),
  }
}
