import { breathe } from '../../../data/rows/select-rows.ts'
import type { ExplainedRow, StoredRow } from '../../../shared/datasets/rows.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import type { OpenDataset } from './open-dataset.ts'
import { readRows } from './page.ts'
import { spansOf } from './row-marks.ts'

/** Rows that are told of, of those that are alike. */
const ALIKE_TOLD = 20
/** Rows of which the text is read before others get a turn. */
const SLICE = 10_000

type Side = 'source' | 'target'
type Alike = ExplainedRow['alike'][number]

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
    spans: spansOf(told, id, dataset.folder.manifest),
  }))
  const bySource = await rowsLike(dataset, told, 'source', signal)
  const byTarget = await rowsLike(dataset, told, 'target', signal)
  const alike: Alike[] = [
    { by: 'pair' as const, ...bySource.same },
    { by: 'source' as const, ...bySource.other },
    { by: 'target' as const, ...byTarget.other },
  ].filter(({ count }) => count > 0)
  return { ...told, reasons, alike }
}

type Counted = Omit<Alike, 'by'>

/** Other rows that have the text of a side: those whose other side is the same too, and those where it is another. */
async function rowsLike(
  dataset: OpenDataset,
  told: StoredRow,
  side: Side,
  signal: AbortSignal | undefined,
): Promise<{ same: Counted; other: Counted }> {
  const { folder } = dataset
  const otherSide = side === 'source' ? 'target' : 'source'
  const found = { same: { count: 0, rows: [] as number[] }, other: { count: 0, rows: [] as number[] } }
  const candidates = told[side].trim() === '' ? [] : rowsOfSize(dataset, told.row, side)
  for (let at = 0; at < candidates.length; at += SLICE) {
    folder.texts(candidates.slice(at, at + SLICE), (row, source, target) => {
      const texts = { source, target }
      if (row === told.row || texts[side] !== told[side]) return
      const like = texts[otherSide] === told[otherSide] ? found.same : found.other
      if (++like.count <= ALIKE_TOLD) like.rows.push(row)
    })
    await breathe(signal)
  }
  const counted = ({ count, rows }: typeof found.same): Counted => ({ count, rows: readRows(dataset, rows, null) })
  return { same: counted(found.same), other: counted(found.other) }
}

/** Rows whose text of a side is as long as that of this row in bytes, characters and words, which few are that differ. */
function rowsOfSize({ folder }: OpenDataset, row: number, side: Side): number[] {
  const sizes = ['bytes', 'characters', 'words'].map((what) => folder.column(`${side}.${what}`))
  const rows: number[] = []
  for (let one = 0; one < folder.pairs; one++) {
    if (sizes.every((column) => column[one] === column[row])) rows.push(one)
  }
  return rows
}
