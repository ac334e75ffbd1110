import { dirname } from 'node:path'
import { validationRows } from '../../../data/validation-rows.ts'
import { keepNewest } from '../../../shared/keep-newest.ts'
import type { Handlers } from '../../../shared/rpc/contract.ts'
import { explaining } from '../../../shared/system-errors.ts'
import { heatmapOf, histogramOf, tallyRows } from '../rows/count-rows.ts'
import { explainRow } from '../rows/explain-row.ts'
import { exportRows } from '../rows/export-rows.ts'
import { type OpenDataset, openDataset } from '../rows/open-dataset.ts'
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
  const known = new Map<string, OpenDataset>()
  let told = 0
  const tellNow = (progress: DataThreadEvents['progress']): void => {
    if (performance.now() - told < PACE && progress.done < progress.total) return
    told = performance.now()
    tell(progress)
  }

  function open(folder: string): OpenDataset {
    const dataset = known.get(folder) ?? openDataset(folder)
    known.delete(folder) // it comes last again
    keepNewest(known, folder, dataset, OPEN)
    return dataset
  }

  /** All rows of a selection. */
  async function all(request: Parameters<OpenDataset['finder']>[0] & { folder: string }, signal: AbortSignal) {
    const dataset = open(request.folder)
    const finder = await dataset.finder(request, signal)
    await finder.need(Infinity, signal)
    return { dataset, rows: finder.rows }
  }

  return {
    async import({ recipe, folder }, { signal }) {
      await makeByRecipe(recipe, folder, { signal, onProgress: tellNow })
    },
    async index({ folder }, { signal }) {
      await makeSearchIndex(folder, { signal, onProgress: tellNow })
    },
    rows: ({ folder, ...request }, { signal }) => pageOf(open(folder), request, signal),
    randomRows: ({ folder, ...request }, { signal }) => drawRows(open(folder), request, signal),
    explain: ({ folder, row }, { signal }) => explainRow(open(folder), row, signal),
    async count(request, { signal }) {
      return (await all(request, signal)).rows.length
    },
    async fits({ folder, where, rows }, { signal }) {
      const mask = await open(folder).mask(where, signal)
      return Uint8Array.from(rows, (row) => (row < 0 ? 0 : mask ? (mask[row] ?? 0) : 1))
    },
    async validationRows({ folder, data }, { signal }) {
      return validationRows(data, open(folder).folder, { signal, datasets: dirname(folder) })
    },
    async tally(request, { signal }) {
      const { dataset, rows } = await all(request, signal)
      return tallyRows(dataset, rows)
    },
    async histogram(request, { signal }) {
      const { dataset, rows } = await all(request, signal)
      return histogramOf(dataset, rows, request)
    },
    async heatmap(request, { signal }) {
      const { dataset, rows } = await all(request, signal)
      return heatmapOf(dataset, rows, request)
    },
    async export(request, { signal }) {
      const { dataset, rows } = await all(request, signal)
      const { format, path, token } = request
      return exportRows(dataset, rows, { format, path, token, signal, onProgress: tellNow })
    },
    ...createFixWork(open, tellNow),
    forget({ folder }) {
      const dataset = known.get(folder)
      known.delete(folder)
      if (dataset) explaining(`the dataset ${folder}`, () => dataset.close())
      return Promise.resolve()
    },
  }
}
