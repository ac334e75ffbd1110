import { randomStream } from '../../../shared/random.ts'
import type { RowPage, StoredRow } from '../../../shared/datasets/rows.ts'
import { marksOf } from './row-marks.ts'
import type { Asked, OpenDataset } from './open-dataset.ts'
import { findingsIn } from '../../../data/rows/select-rows.ts'
import type { TextMatch } from './text-match.ts'

/** Some rows of a selection, one behind the other. @throws bad-usage, aborted */
export async function pageOf(
  dataset: OpenDataset,
  { offset, count, ...asked }: Asked & { readonly offset: number; readonly count: number },
  signal?: AbortSignal,
): Promise<RowPage> {
  const finder = await dataset.finder(asked, signal)
  await finder.need(offset + count + 1, signal)
  const rows = Array.prototype.slice.call(finder.rows, offset, offset + count) as number[]
  return {
    pairs: dataset.folder.pairs,
    found: finder.done ? finder.rows.length : null,
    more: finder.rows.length > offset + count,
    rows: readRows(dataset, rows, dataset.match(asked)),
  }
}

/** Rows of a selection drawn by a seed, each at most once, in the order drawn. @throws bad-usage, aborted */
export async function drawRows(
  dataset: OpenDataset,
  { seed, count, ...asked }: Asked & { readonly seed: number; readonly count: number },
  signal?: AbortSignal,
): Promise<RowPage> {
  const finder = await dataset.finder(asked, signal)
  await finder.need(Infinity, signal)
  const found = finder.rows.length
  const random = randomStream(seed, 'rows', 0)
  const drawn = new Set<number>()
  // Floyd: every set of so many is as likely, without a list of all.
  for (let top = Math.max(0, found - count); top < found; top++) {
    const at = random.integer(top + 1)
    drawn.add(drawn.has(at) ? top : at)
  }
  const rows = Array.from(drawn, (at) => finder.rows[at] ?? 0)
  const pairs = dataset.folder.pairs
  return { pairs, found, more: false, rows: readRows(dataset, rows, dataset.match(asked)) }
}

/** Rows with their texts, in the order given. */
export function readRows(
  { folder, findings }: OpenDataset,
  rows: readonly number[],
  match: TextMatch | null,
): StoredRow[] {
  const flags = folder.column('flags')
  const original = folder.hasColumn('original') ? folder.column('original') : null
  const result: StoredRow[] = []
  folder.texts(rows, (row, source, target) => {
    const found = findingsIn(flags[row] ?? 0, findings)
    result.push({
      ...{ row, source, target, split: folder.splitOf(row) },
      findings: found,
      original: (original?.[row] ?? -1) < 0 ? null : (original?.[row] ?? null),
      marks: marksOf({ source, target }, found, folder.manifest),
      hits: { source: match?.spans(source) ?? [], target: match?.spans(target) ?? [] },
    })
  })
  return result
}
