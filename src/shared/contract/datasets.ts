import { z } from 'zod'
import type { DataSource } from '../config/data.ts'
import { type Callable, method } from '../rpc/contract.ts'
import type { Alignment } from './attention.ts'
import { bytesSchema, jsonObjectSchema } from './values.ts'

const MOST_ROWS = 1000

export const datasetService = {
  /** What can be chosen without any file. */
  builtIn: method().returns<BuiltInDataset[]>(),
  /** Files that were put into the data folder through `upload`. */
  files: method().returns<DatasetFile[]>(),
  /** Reads the data of a `data` configuration (unchecked, may leave out defaults) and describes it. @throws bad-data, bad-configuration */
  inspect: method(
    z.strictObject({ data: jsonObjectSchema, rows: z.int().min(0).max(MOST_ROWS) }),
  ).returns<DatasetReport>(),
  /** Keeps a copy of a dropped file in the data folder and gives its path there. @throws bad-data when it is not UTF-8 text */
  upload: method(z.strictObject({ name: z.string(), content: bytesSchema })).returns<DatasetFile>(),
}
export type DatasetService = Callable<typeof datasetService>

export interface BuiltInDataset {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly source: DataSource
  readonly hasAlignment: boolean
}

export interface DatasetFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

export interface DatasetReport {
  readonly trainPairs: number
  readonly validPairs: number
  readonly tooLong: number
  readonly rows: readonly DatasetRow[]
  readonly sourceLengths: LengthHistogram
  readonly targetLengths: LengthHistogram
  readonly sourceVocabulary: VocabularyReport
  readonly targetVocabulary: VocabularyReport
  /** Validation pairs that stand in the training data as well. */
  readonly leakedPairs: number
  readonly duplicatePairs: number
  readonly warnings: readonly string[]
}

export interface DatasetRow {
  readonly split: 'train' | 'valid'
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly alignment: Alignment | null
}

/** `counts[i]` pairs have a length in `[i * width + 1, (i + 1) * width]`. Lengths are in tokens without `<eos>`. */
export interface LengthHistogram {
  readonly width: number
  readonly counts: readonly number[]
  readonly mean: number
  readonly maximum: number
}

export interface VocabularyReport {
  /** Special tokens included. */
  readonly size: number
  readonly mostFrequent: readonly { readonly token: string; readonly count: number }[]
  /** Share of validation tokens outside the vocabulary. */
  readonly unknownRate: number
  readonly unknownExamples: readonly string[]
}
