import { dirname } from 'node:path'
import { validationRows } from '../../../data/validation-rows.ts'
import type { Handlers } from '../../../shared/rpc/contract.ts'
import { heatmapOf, histogramOf, tallyRows } from '../rows/count-rows.ts'
import { explainRow } from '../rows/explain-row.ts'
import { exportRows } from '../rows/export-rows.ts'
import type { RowFinder } from '../rows/find-rows.ts'
import type { Asked, OpenDataset } from '../rows/open-dataset.ts'
import { createOpenDatasets } from '../rows/open-datasets.ts'
import { drawRows, pageOf } from '../rows/page.ts'
import type { DataThreadEvents, dataThreadContract } from './contract.ts'
import { createFixWork, makeByRecipe } from './fix-work.ts'
import { makeSearchIndex } from './search-index.ts'

const OPEN = 4
/** No longer between two tellings, in milliseconds. */
const PACE = 100

export function createDataWork(
  tell: (progress: DataThreadEvents['progress']) => void,
): Handlers<(typeof dataThreadContract)['data']> {
  const { using, forget } = createOpenDatasets(OPEN)
  let told = 0
  const tellNow = (progress: DataThreadEvents['progress']): void => {
    if (performance.now() - told < PACE && progress.done < progress.total) return
    told = performance.now()
    tell(progress)
  }

  /** All rows of a selection. */
  const ofAll = <Result>(
    request: Asked & { readonly folder: string },
    signal: AbortSignal,
    work: (dataset: OpenDataset, rows: RowFinder['rows']) => Result | Promise<Result>,
  ): Promise<Result> =>
    using(request.folder, async (dataset) => {
      const finder = await dataset.finder(request, signal)
      await finder.need(Infinity, signal)
      return work(dataset, finder.rows)
    })

  return {
    async import({ recipe, folder }, { signal }) {
      await makeByRecipe(recipe, folder, { signal, onProgress: tellNow })
    },
    async index({ folder }, { signal }) {
      await makeSearchIndex(folder, { signal, onProgress: tellNow })
    },
    rows: ({ folder, ...request }, { signal }) => using(folder, (dataset) => pageOf(dataset, request, signal)),
    randomRows: ({ folder, ...request }, { signal }) => using(folder, (dataset) => drawRows(dataset, request, signal)),
    explain: ({ folder, row }, { signal }) => using(folder, (dataset) => explainRow(dataset, row, signal)),
    count: (request, { signal }) => ofAll(request, signal, (_, rows) => rows.length),
    fits: ({ folder, where, rows }, { signal }) =>
      using(folder, async (dataset) => {
        const mask = await dataset.mask(where, signal)
        return Uint8Array.from(rows, (row) => (row < 0 ? 0 : mask ? (mask[row] ?? 0) : 1))
      }),
    validationRows: ({ folder, data }, { signal }) =>
      using(folder, (dataset) => validationRows(data, dataset.folder, { signal, datasets: dirname(folder) })),
    tally: (request, { signal }) => ofAll(request, signal, tallyRows),
    histogram: (request, { signal }) => ofAll(request, signal, (dataset, rows) => histogramOf(dataset, rows, request)),
    heatmap: (request, { signal }) => ofAll(request, signal, (dataset, rows) => heatmapOf(dataset, rows, request)),
    export: ({ format, path, token, ...request }, { signal }) =>
      ofAll(request, signal, (dataset, rows) =>
        exportRows(dataset, rows, { format, path, token, signal, onProgress: tellNow }),
      ),
    ...createFixWork(using, tellNow),
    async forget({ folder }) {
      forget(folder)
    },
    turn: () => Promise.resolve(),
  }
}
