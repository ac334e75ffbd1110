import type { ExplainedRow, StoredRow } from '../../../shared/datasets/rows.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import type { OpenDataset } from './open-dataset.ts'
import { readRows } from './page.ts'
import { spansOf } from './row-marks.ts'

/** Rows that are told of, of those that are alike. */
const ALIKE_TOLD = 20
/** Characters of a text that others are looked for by; what holds them is compared whole. */
const LOOKED_FOR = 200

/** One row with why it is marked, and the rows that it belongs together with. @throws not-found, aborted */
export async function explainRow(dataset: OpenDataset, row: number, signal?: AbortSignal): Promise<ExplainedRow> {
  const [told] = row < dataset.folder.pairs ? readRows(dataset, [row], null) : []
  if (!told) {
    throw new SaccadeError('not-found', `There is no row ${row + 1}`, {
      hint: `The last one is ${dataset.folder.pairs}.`,
    })
  }
  const scoresOf = (id: string): number[] =>
    [id, `${id}.least`, `${id}.greatest`].flatMap((name) => {
      const value = dataset.columns(name)?.[row]
      return value === undefined ? [] : [value]
    })
  const reasons = told.findings.map((id) => ({
    finding: id,
    scores: scoresOf(id),
    spans: spansOf(told, id),
  }))
  const alike: ExplainedRow['alike'][number][] = []
  for (const by of ['pair', 'source', 'target'] as const) {
    const rows = await rowsLike(dataset, told, by, signal)
    if (rows.length > 0) alike.push({ by, count: rows.length, rows: rows.slice(0, ALIKE_TOLD) })
  }
  return { ...told, reasons, alike }
}

/** Other rows that have the text; of a side, those whose other side is another. */
async function rowsLike(
  dataset: OpenDataset,
  told: StoredRow,
  by: 'source' | 'target' | 'pair',
  signal: AbortSignal | undefined,
): Promise<StoredRow[]> {
  const side = by === 'pair' ? 'source' : by
  const text = Array.from(told[side]).slice(0, LOOKED_FOR).join('')
  if (text.trim() === '') return []
  const manner = { expression: false, wholeWords: false, matchCase: true }
  const finder = await dataset.finder({ where: '', search: { text, side, ...manner } }, signal)
  await finder.need(Infinity, signal)
  const other = side === 'source' ? 'target' : 'source'
  return readRows(dataset, Array.from(finder.rows), null).filter(
    (row) => row.row !== told.row && row[side] === told[side] && (row[other] === told[other]) === (by === 'pair'),
  )
}
