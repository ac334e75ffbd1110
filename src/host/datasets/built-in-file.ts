import { splitPairs } from '../../data/load.ts'
import { createPace } from '../../data/pace.ts'
import { readPairs } from '../../data/read-pairs.ts'
import { jsonlWriter } from '../../data/writers/jsonl.ts'
import type { WrittenOut } from '../../data/writers/writer.ts'
import type { DataConfiguration } from '../../shared/config/data.ts'
import type { BuiltInFile } from '../../shared/contract/datasets.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { DroppedParts } from './dropped-parts.ts'

/** Pairs at a time: other calls come in between. */
const BATCH = 5000

/**
 * Writes pairs that come with Saccade or are generated into a file of the data folder, in their splits, as a run has them. The
 * same pairs are written once.
 * @throws bad-usage for data of files, bad-configuration, storage
 */
export async function writeBuiltIn(data: DataConfiguration, parts: DroppedParts): Promise<BuiltInFile> {
  if (['table', 'moses', 'dataset'].includes(data.source.kind)) {
    throw new SaccadeError('bad-usage', 'These are pairs of files, which are imported from there', {
      hint: 'Name the files, or a task.',
    })
  }
  const name = nameOfData(data.source)
  const pairs = await pairsOf(data)
  const nothing = new Uint8Array(0)
  const fileName = `${name}.jsonl`
  const { file } = parts.take({ name: fileName, content: nothing, last: false })
  const sink = (content: Uint8Array) => void parts.take({ file, name: fileName, content, last: false })
  await jsonlWriter.write(batchesOf(pairs), [sink], { splits: true })
  const { kept } = parts.take({ file, name: fileName, content: nothing, last: true })
  if (!kept) throw new Error(`${fileName} was not kept`)
  return { name, recipe: recipeSchema.parse({ files: [{ path: kept.path }], reading: READING }) }
}

const READING = {
  format: 'jsonl',
  sourceField: 'source',
  targetField: 'target',
  splitField: 'split',
  encoding: 'utf-8',
}

/** In the order that they have, where they are split off. */
async function pairsOf(data: DataConfiguration): Promise<WrittenOut[]> {
  const read = await readPairs(data, { pace: createPace() })
  const valid = new Set(splitPairs(read, data).valid)
  const all = read.valid ? [...read.train, ...read.valid] : read.train
  return all.map((pair) => ({ source: pair.source, target: pair.target, split: valid.has(pair) ? 'valid' : 'train' }))
}

async function* batchesOf(pairs: readonly WrittenOut[]): AsyncGenerator<readonly WrittenOut[]> {
  for (let at = 0; at < pairs.length; at += BATCH) yield await Promise.resolve(pairs.slice(at, at + BATCH))
}
