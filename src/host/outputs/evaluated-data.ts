import { loadDataset } from '../../data/load.ts'
import type { TokenPair } from '../../data/types.ts'
import { validationPairs } from '../../data/validation-pairs.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { PairList } from '../storage/outputs.ts'
import { filesOf } from '../datasets/data-paths.ts'
import { fileStamp } from '../datasets/dataset-files.ts'
import { keepNewest } from '../../shared/keep-newest.ts'

/** The pairs of so many data sets are kept. */
const KEPT = 4

/** The pairs that a run evaluates, as they are told and as they are decoded. */
export interface EvaluatedData {
  readonly list: PairList
  readonly pairs: readonly TokenPair[]
}

/** Reads the pairs that runs evaluate; those of the same data once. */
export function createEvaluatedData(): (configuration: Configuration) => Promise<EvaluatedData> {
  const known = new Map<string, Promise<EvaluatedData>>()
  return ({ data, evaluation: { pairs, maximumLength } }) => {
    const key = JSON.stringify([data, pairs, maximumLength, filesOf(data).map(fileStamp)])
    const before = known.get(key)
    if (before) return before
    const read = readData(data, { pairs, maximumLength })
    keepNewest(known, key, read, KEPT)
    read.catch(() => known.delete(key))
    return read
  }
}

async function readData(
  data: Configuration['data'],
  selection: Pick<Configuration['evaluation'], 'pairs' | 'maximumLength'>,
): Promise<EvaluatedData> {
  const dataset = await loadDataset(data)
  const pairs = validationPairs(dataset, selection)
  return {
    list: { pairs, among: dataset.valid.length },
    pairs: pairs.flatMap(({ place }) => dataset.valid[place] ?? []),
  }
}
