import { type Board, boardSchema } from '../../../shared/board/board.ts'
import { datasetRows } from '../../../shared/slices/dataset-rows.ts'
import { ROWS_FOUND, sliceQuery } from '../../../shared/slices/slicing.ts'

/** A board that shows what runs say of these rows: their outputs, how often they are wrong there and elsewhere, their maps. */
export function sliceBoard(rows: string): Board {
  const slice = { low: ROWS_FOUND, high: ROWS_FOUND }
  return boardSchema.parse({
    cursor: { where: sliceQuery(datasetRows, slice, '', rows) },
    panels: [
      { id: 'outputs', kind: 'outputs', height: 420 },
      { id: 'errors', kind: 'errors', width: 6, height: 360, options: { by: datasetRows.id, rows } },
      { id: 'maps', kind: 'maps', width: 6, height: 360 },
    ],
  })
}
