import fs from 'node:fs'
import { join } from 'node:path'
import type { DataSource } from '../shared/config/data.ts'
import { SPLIT_NAMES } from '../shared/datasets/splits.ts'
import { SaccadeError } from '../shared/errors.ts'
import { isBlank } from '../shared/white-space.ts'
import { type OpenFolder, openFolder } from './folder/reader.ts'
import { createRowColumns } from './rows/row-columns.ts'
import { type RowMask, fieldsOf, rowsOf, selectRows } from './rows/select-rows.ts'
import type { PairSource, RawPair } from './types.ts'

type StoredSource = Extract<DataSource, { kind: 'dataset' }>

/**
 * The pairs of a dataset that was imported, or those of them that fit a query: training and validation as it has them.
 * A pair with an empty side is none to learn from, and left out.
 * @param datasets the folder of all datasets
 * @throws bad-data where the dataset is gone or is another than it was, bad-usage, aborted
 */
export async function readStoredPairs(
  { dataset, where, digest }: StoredSource,
  datasets: string,
  signal?: AbortSignal,
): Promise<PairSource> {
  const folder = openStored(join(datasets, dataset), dataset)
  try {
    if (digest !== '' && digest !== folder.manifest.digest) {
      throw new SaccadeError('bad-data', `The dataset ${dataset} is not the one that the run was made for`, {
        hint: 'Make a new run on it.',
      })
    }
    const findings = folder.manifest.findings.map(({ id }) => id)
    const parts = { folder, columns: createRowColumns(folder), fields: fieldsOf(folder), findings }
    const mask = await selectRows(where, parts, signal)
    const valid = pairsOf(folder, inSplit(mask, folder, 'valid'))
    return {
      name: `the dataset ${dataset}`,
      train: pairsOf(folder, inSplit(mask, folder, 'train')),
      valid: valid.length > 0 ? valid : null,
      tokenizer: null,
      digest: { digest: folder.manifest.digest, bytes: folder.manifest.textBytes },
    }
  } finally {
    folder.close()
  }
}

function openStored(place: string, dataset: string): OpenFolder {
  if (/^[\w-]+$/.test(dataset) && fs.existsSync(place)) return openFolder(place)
  throw new SaccadeError(
    'bad-data',
    `The dataset ${dataset} is gone: it was deleted, or its folder ${place} was moved`,
    {
      hint: 'Import its files again, and make a new run on them.',
    },
  )
}

function inSplit(mask: RowMask, folder: OpenFolder, split: (typeof SPLIT_NAMES)[number]): Uint32Array {
  const [splits, wanted] = [folder.column('split'), SPLIT_NAMES.indexOf(split)]
  return rowsOf(mask.map((meant, row) => (meant === 1 && splits[row] === wanted ? 1 : 0)))
}

function pairsOf(folder: OpenFolder, rows: Uint32Array): RawPair[] {
  const pairs: RawPair[] = []
  folder.texts(rows, (row, source, target) => {
    if (isBlank(source) || isBlank(target)) return
    pairs.push({ source, target, alternatives: [], alignment: null, origin: `row ${row + 1}`, row })
  })
  return pairs
}
