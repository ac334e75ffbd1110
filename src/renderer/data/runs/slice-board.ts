import { type Board, type BoardSentence, boardSchema } from '../../../shared/board/board.ts'
import { datasetRows } from '../../../shared/slices/dataset-rows.ts'
import { ROWS_FOUND, sliceQuery } from '../../../shared/slices/slicing.ts'

/**
 * A board that shows what runs say of these rows: their outputs, how often they are wrong there and elsewhere, and
 * maps, of a sentence that is given or the one that is chosen there.
 */
export function sliceBoard(rows: string, sentence?: BoardSentence): Board {
  return boardSchema.parse({
    cursor: {
      where: rowQuery(rows),
      ...(sentence && { sentence: { kind: 'own', ...sentence } }),
    },
    panels: [
      { id: 'outputs', kind: 'outputs', height: 420 },
      { id: 'errors', kind: 'errors', width: 6, height: 360, options: { by: datasetRows.id, rows } },
      { id: 'maps', kind: 'maps', width: 6, height: 360 },
    ],
  })
}

/** A query of rows as one of the pairs that runs are evaluated on. */
export const rowQuery = (rows: string): string =>
  sliceQuery(datasetRows, { low: ROWS_FOUND, high: ROWS_FOUND }, '', rows)
