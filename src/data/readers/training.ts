import type { Reading } from '../../shared/datasets/reading.ts'
import type { RawPair } from '../types.ts'
import { nameOf } from './bytes.ts'
import { createFaults } from './faults.ts'
import type { PairFile, Reader } from './reader.ts'
import type { ReadOptions } from './text.ts'

/** All pairs of a file that training names directly: none may have an empty side, and every fault refuses the file. */
export async function trainingPairs(
  file: PairFile,
  reader: Reader,
  reading: Reading,
  { signal }: ReadOptions,
): Promise<RawPair[]> {
  const faults = createFaults()
  const optionName = (option: string) => `data.source.${option}`
  const pairs: RawPair[] = []
  for await (const batch of reader.read(file, reading, { signal, faults, emptySides: false, optionName })) {
    for (const { source, target, place } of batch) {
      pairs.push({ source, target, alternatives: [], alignment: null, origin: `${nameOf(file.path)}:${place}` })
    }
  }
  faults.settle()
  return pairs
}
