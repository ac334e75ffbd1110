import type { DataConfiguration } from '../shared/config/data.ts'
import type { OpenFolder } from './folder/reader.ts'
import { splitPairs } from './load.ts'
import { createPace } from './pace.ts'
import { readPairs } from './read-pairs.ts'
import type { RawPair } from './types.ts'

/** Rows of which the text is read before others get a turn. */
const SLICE = 10_000

/**
 * The rows of a dataset that the validation pairs of a run are, in the order of the run; -1 for a pair that the dataset
 * does not have. Of a run on the dataset they are known; the pairs of a file are found by their texts, and where several
 * rows are equal, the first of the file is the first of the dataset.
 * @param folder of the dataset, beside which those of the run's own lie
 * @throws bad-data, aborted
 */
export async function validationRows(
  data: DataConfiguration,
  folder: OpenFolder,
  { signal, datasets }: { signal: AbortSignal; datasets: string },
): Promise<Int32Array> {
  const pace = createPace(signal)
  const read = await readPairs(data, { signal, pace, datasets })
  const { valid } = splitPairs(read, data)
  if (data.source.kind === 'dataset') return Int32Array.from(valid, ({ row = -1 }) => row)

  const rows = new Int32Array(valid.length).fill(-1)
  const wanted = placesByText(valid)
  // Of a validation file, equal pairs of the training file are others.
  const isLater = (row: number) => read.valid !== null && folder.splitOf(row) === 'train'
  const all = Array.from({ length: folder.pairs }, (_, row) => row)
  const ordered = [...all.filter((row) => !isLater(row)), ...all.filter(isLater)]
  for (let at = 0; at < ordered.length; at += SLICE) {
    folder.texts(ordered.slice(at, at + SLICE), (row, source, target) => {
      const place = wanted.get(keyOf({ source, target }))?.shift()
      if (place !== undefined) rows[place] = row
    })
    await pace.breathe()
  }
  return rows
}

const keyOf = ({ source, target }: Pick<RawPair, 'source' | 'target'>) => `${source}\n${target}`

function placesByText(pairs: readonly RawPair[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [place, pair] of pairs.entries()) {
    const same = places.get(keyOf(pair))
    if (same) same.push(place)
    else places.set(keyOf(pair), [place])
  }
  return places
}
