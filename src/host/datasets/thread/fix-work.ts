import fs from 'node:fs'
import { join } from 'node:path'
import { type ComparedRows, compareDatasets } from '../../../data/compare-datasets.ts'
import { derivePairs, planFixes } from '../../../data/import/derive-pairs.ts'
import { type ImportOptions, importPairs } from '../../../data/import/import-pairs.ts'
import { createPace } from '../../../data/pace.ts'
import type { Recipe } from '../../../shared/datasets/recipe.ts'
import type { Handlers } from '../../../shared/rpc/contract.ts'
import { makeFolders } from '../../../shared/user-paths.ts'
import { readDropped } from '../rows/dropped-rows.ts'
import { type Asked, type OpenDataset, openDataset } from '../rows/open-dataset.ts'
import type { OpenDatasets } from '../rows/open-datasets.ts'
import type { DataThreadEvents, dataThreadContract } from './contract.ts'

/**
 * Makes a dataset by a whole recipe: of its files, and then what was done about findings, one step after the other.
 * @throws bad-data, bad-usage, storage, aborted
 */
export async function makeByRecipe(recipe: Recipe, folder: string, options: ImportOptions): Promise<void> {
  const { fixed = [], ...first } = recipe
  const places = fixed.map((_, step) => join(folder, `step-${step}`))
  const [begin = folder] = places
  if (begin !== folder) makeFolders(begin)
  await importPairs(first, begin, options)
  for (const [step, fix] of fixed.entries()) {
    const into = places[step + 1] ?? folder
    if (into !== folder) makeFolders(into)
    const dataset = openDataset(places[step] ?? folder)
    try {
      await derivePairs(dataset.folder, fix, await dataset.mask(fix.where, options.signal), into, options)
    } finally {
      dataset.close()
    }
  }
  for (const place of places) fs.rmSync(place, { recursive: true })
}

type FixWork = Pick<Handlers<(typeof dataThreadContract)['data']>, 'planFixes' | 'derive' | 'dropped' | 'compare'>

/** What is done about findings, and two datasets beside each other. */
export function createFixWork(
  using: OpenDatasets['using'],
  tell: (progress: DataThreadEvents['progress']) => void,
): FixWork {
  /** A byte a row of a selection, or null where all rows are meant. */
  async function meant(dataset: OpenDataset, asked: Asked, signal: AbortSignal): Promise<Uint8Array | null> {
    if (!asked.search) return dataset.mask(asked.where, signal)
    const mask = new Uint8Array(dataset.folder.pairs)
    for (const row of await rowsOf(dataset, asked, signal)) mask[row] = 1
    return mask
  }

  async function rowsOf(dataset: OpenDataset, asked: Asked, signal: AbortSignal): Promise<number[]> {
    const finder = await dataset.finder(asked, signal)
    await finder.need(Infinity, signal)
    return Array.from(finder.rows)
  }

  async function compared(dataset: OpenDataset, asked: Asked, signal: AbortSignal): Promise<ComparedRows> {
    const rows = await rowsOf(dataset, asked, signal)
    return {
      rows: rows.length,
      rowOf: (place) => rows[place] ?? 0,
      readTexts: (from, to, visit) =>
        dataset.folder.texts(rows.slice(from, to), (_, source, target) => visit(source, target)),
    }
  }

  return {
    planFixes: ({ folder, fixes, ...asked }, { signal }) =>
      using(folder, async (dataset) =>
        planFixes(dataset.folder, { fixes }, await meant(dataset, asked, signal), signal),
      ),
    derive: ({ folder, recipe, into, ...asked }, { signal }) =>
      using(folder, async (dataset) => {
        const mask = await meant(dataset, asked, signal)
        await derivePairs(dataset.folder, recipe, mask, into, { signal, onProgress: tell })
      }),
    dropped: async ({ folder, offset, count }) => readDropped(folder, offset, count),
    compare: ({ first, second }, { signal }) =>
      using(first.folder, (one) =>
        using(second.folder, async (other) =>
          compareDatasets(
            await compared(one, first, signal),
            await compared(other, second, signal),
            createPace(signal),
          ),
        ),
      ),
  }
}
