import process from 'node:process'
import type { DatasetComparison, Leaked, SideComparison } from '../../shared/datasets/comparison.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDataProgress } from '../data-progress.ts'
import { print, printJson } from '../output.ts'
import { formatTable } from '../table.ts'
import { findDataset } from './data.ts'

export interface CompareDataOptions extends CommonOptions {
  readonly where?: string
  readonly whereSecond?: string
}

/** `saccade data compare FIRST [SECOND]`: two datasets beside each other, or two parts of one. */
export function compareData(first: string, second: string | undefined, options: CompareDataOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const all = await host.datasets.list()
    const [one, two] = [findDataset(all, first), findDataset(all, second ?? first)]
    const task = `compare ${process.pid}`
    await withDataProgress({ on: host.events.on, datasets: host.datasets }, task, async () => {
      const comparison = await host.datasets.compare({
        first: { dataset: one.id, where: options.where ?? '' },
        second: { dataset: two.id, where: options.whereSecond ?? '' },
        task,
      })
      if (options.json) printJson({ ...comparison, leaked: numberedLeaks(comparison.leaked) })
      else printComparison(comparison, [one.name, two.name])
      return 0
    })
  })
}

function printComparison({ pairs, source, target, leaked }: DatasetComparison, names: [string, string]): void {
  print(
    ...formatTable(
      ['', ...names],
      [['pairs', String(pairs.first), String(pairs.second)], ...lines('source', source), ...lines('target', target)],
    ),
  )
  const of = (rows: number) => `${rows} (${percent(pairs.second === 0 ? 0 : rows / pairs.second)})`
  print(
    `Pairs of the second that stand in the first, by their letters: source ${of(leaked.source.count)}, target ${of(leaked.target.count)}, both ${of(leaked.pair.count)}`,
  )
}

/** By the numbers that queries ask for: from 1. */
function numberedLeaks(leaked: DatasetComparison['leaked']): DatasetComparison['leaked'] {
  const numbered = ({ count, examples }: Leaked): Leaked => ({
    count,
    examples: examples.map(({ rows: { first, second }, ...texts }) => ({
      rows: { first: first + 1, second: second + 1 },
      ...texts,
    })),
  })
  return { pair: numbered(leaked.pair), source: numbered(leaked.source), target: numbered(leaked.target) }
}

function lines(side: string, { types, unknown, lengths, onlyIn }: SideComparison): string[][] {
  const { first, second } = lengths
  const words = (list: readonly { readonly word: string }[]) =>
    list
      .slice(0, 5)
      .map(({ word }) => word)
      .join(' ') || '–'
  return [
    [`${side}: different words`, String(types.first), `${types.second}, ${types.shared} of them in both`],
    [`${side}: words that the other lacks`, percent(unknown.first), percent(unknown.second)],
    [`${side}: most frequent of them`, words(onlyIn.first), words(onlyIn.second)],
    [`${side}: words a side, mean`, first.mean.toFixed(1), second.mean.toFixed(1)],
    [`${side}: words a side, median`, String(first.median), String(second.median)],
  ]
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
