import type { ComparisonRequest } from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
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

/** The command that prints what the charts of attention show: of the sentence of this number, from 1, or of all. */
export function emergenceCommand(runs: readonly RunId[], sentence: number | null): string {
  return shellCommand(['saccade', 'emergence', ...runs, ...(sentence === null ? [] : ['--sentence', String(sentence)])])
}

export interface AskedBeam {
  readonly run: RunId
  readonly step: number
  readonly source: string
  readonly size: number
  readonly lengthPenalty: number
  readonly coveragePenalty: number
  readonly prefix: string
}

/** The command that prints the tree of a beam. */
export function treeCommand({ run, step, source, size, lengthPenalty, coveragePenalty, prefix }: AskedBeam): string {
  return translateCommand([source], [run], step, [
    ...['--beam', String(size), '--n-best', String(size)],
    ...['--length-penalty', String(lengthPenalty), '--coverage-penalty', String(coveragePenalty)],
    ...(prefix === '' ? [] : ['--prefix', prefix]),
    ...['--tree', '--json'],
  ])
}

/** The command that prints what runs make of sentences, a line each. */
export function translateCommand(
  sources: readonly string[],
  runs: readonly RunId[],
  step: number,
  flags: readonly string[] = [],
): string {
  const lines = shellCommand(['printf', '%s\\n', ...sources])
  return `${lines} | ${shellCommand(['saccade', 'translate', ...runs, '--step', String(step), ...flags])}`
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
