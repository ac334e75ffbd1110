import type { DataSource } from '../config/data.ts'
import type { JsonObject } from '../config/assign.ts'
import type { Alignment } from './attention.ts'

export interface DatasetService {
  /** What can be chosen without any file. */
  builtIn(): Promise<BuiltInDataset[]>
  /** Files that were put into the data folder through `upload`. */
  files(): Promise<DatasetFile[]>
  /** Reads the data of a `data` configuration (unchecked, may leave out defaults) and describes it. @throws bad-data, bad-configuration */
  inspect(request: { data: JsonObject; rows: number }): Promise<DatasetReport>
  /** Keeps a copy of a dropped file in the data folder and gives its path there. @throws bad-data when it is not UTF-8 text */
  upload(request: { name: string; content: Uint8Array }): Promise<DatasetFile>
}

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
