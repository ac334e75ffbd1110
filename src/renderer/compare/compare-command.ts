import type { ComparisonRequest } from '../../shared/contract/comparison.ts'
import { datasetRows } from '../../shared/slices/dataset-rows.ts'
import { shellCommand } from '../../shared/shell-words.ts'

/** The command that prints the same comparison. */
export function compareCommand({ runs, metric, checkpoint, by, rows }: ComparisonRequest): string {
  return shellCommand([
    'saccade',
    'compare',
    ...named(runs),
    '--metric',
    metric,
    ...common({ checkpoint, by, rows, runs }),
  ])
}

/** The command that prints the same slices. */
export function errorsCommand({ runs, metric, checkpoint, by, rows }: ComparisonRequest): string {
  return shellCommand([
    'saccade',
    'errors',
    ...named(runs),
    '--metric',
    metric,
    ...common({ checkpoint, by, rows, runs }),
  ])
}

const named = (runs: ComparisonRequest['runs']) => runs.flat()

function common({
  checkpoint,
  by,
  rows,
  runs,
}: Pick<ComparisonRequest, 'checkpoint' | 'by' | 'rows' | 'runs'>): string[] {
  return [
    ...(checkpoint === 'best' ? [] : ['--checkpoint', checkpoint]),
    ...(by === undefined ? [] : ['--by', by]),
    ...(by === datasetRows.id ? ['--where', rows ?? ''] : []),
    ...(runs.some((one) => Array.isArray(one) && one.length > 1) ? ['--seeds'] : []),
  ]
}
