import { z } from 'zod'
import type { DataSource } from '../config/data.ts'
import type { DatasetComparison } from '../datasets/comparison.ts'
import type { FindingDescription } from '../datasets/finding.ts'
import { type DroppedPage, type FixPlan, type RecipeTexts, chosenFixesSchema } from '../datasets/fixing.ts'
import { type Recipe, recipeSchema } from '../datasets/recipe.ts'
import { splittingSchema } from '../datasets/splitting.ts'
import {
  type ExplainedRow,
  type RowHeatmap,
  type RowHistogram,
  type RowPage,
  type RowTally,
  datasetIdSchema,
  selectionSchema,
  spanSchema,
} from '../datasets/rows.ts'
import type { DatasetStatistics, ImportPreview, StoredDataset, StoredDatasetDetail } from '../datasets/stored.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { Alignment } from './attention.ts'
import { bytesSchema, jsonObjectSchema } from './values.ts'

/** So many are told of at once. */
export const MOST_ROWS = 1000
const MOST_BARS = 1000
const MOST_DATASETS = 10_000

const MOST_TEXTS = 100
const textsSchema = z.array(z.string().max(10_000)).max(MOST_TEXTS).default([])
const oneDatasetSchema = z.strictObject({ dataset: datasetIdSchema })
const manyDatasetsSchema = z.strictObject({ datasets: z.array(datasetIdSchema).max(MOST_DATASETS) })
const nameSchema = z.string().max(200)
const tagsSchema = z.array(z.string().min(1).max(100)).max(100)
/** Under which name `datasetProgress` tells how far the work is. */
const taskSchema = z.string().max(100).default('')
const barsSchema = z.int().min(1).max(MOST_BARS)
const fieldSchema = z.string().max(200)

/** Datasets that were imported. */
const storedDatasets = {
  /** Last imported first. */
  list: method().returns<StoredDataset[]>(),
  /** @throws not-found */
  show: method(z.strictObject({ dataset: z.string().max(100) })).returns<StoredDatasetDetail>(),
  /** Looks at the beginning of the files: what they are guessed to be, and their first pairs. Imports nothing. @throws bad-data */
  preview: method(
    z.strictObject({ recipe: recipeSchema, rows: z.int().min(0).max(MOST_ROWS).default(20) }),
  ).returns<ImportPreview>(),
  /**
   * Imports files, whole or not at all; aborting the call leaves nothing behind. What is there already, of the same
   * content and recipe, is not made a second time.
   * @throws bad-data, storage, aborted
   */
  import: method(
    z.strictObject({
      recipe: recipeSchema,
      name: nameSchema.default(''),
      tags: tagsSchema.default([]),
      task: taskSchema,
    }),
  ).returns<StoredDataset>(),
  /** Changes name, tags or description (Markdown), whichever is given. @throws not-found; bad-usage for no name */
  edit: method(
    z.strictObject({
      dataset: datasetIdSchema,
      name: z.string().optional(),
      tags: tagsSchema.optional(),
      description: z.string().max(100_000).optional(),
    }),
  ).returns<StoredDataset>(),
  /** Deletes with a way back until the host ends. @throws not-found */
  discard: method(manyDatasetsSchema).returns(),
  /** Brings back what was discarded. @throws not-found */
  restore: method(manyDatasetsSchema).returns(),
  /** Gives up the long work of this name, which then ends with `aborted`; nothing where there is none. */
  stop: method(z.strictObject({ task: z.string().max(100) })).returns(),
  /** Makes the search index now and waits for it; without, it is made when nothing else is to be done. @throws not-found, storage */
  makeSearchable: method(oneDatasetSchema.extend({ task: taskSchema })).returns(),
  /**
   * Rows of a selection, from the `offset`th on. With a search the first come at once, before it is known how many there
   * are.
   * @throws not-found, bad-usage where the query or the expression cannot be read, aborted
   */
  rows: method(
    selectionSchema.extend({ offset: z.int().min(0).default(0), count: z.int().min(0).max(MOST_ROWS) }),
  ).returns<RowPage>(),
  /** Rows of a selection drawn at random; the same for the same seed. */
  randomRows: method(
    selectionSchema.extend({ seed: z.int().min(0), count: z.int().min(0).max(MOST_ROWS) }),
  ).returns<RowPage>(),
  /** The rows of a selection, counted to the last. */
  count: method(selectionSchema).returns<number>(),
  tally: method(selectionSchema).returns<RowTally>(),
  histogram: method(
    selectionSchema.extend({ field: fieldSchema, bars: barsSchema.default(50), span: spanSchema.optional() }),
  ).returns<RowHistogram>(),
  heatmap: method(
    selectionSchema.extend({ x: fieldSchema, y: fieldSchema, bars: barsSchema.default(50) }),
  ).returns<RowHeatmap>(),
  statistics: method(oneDatasetSchema).returns<DatasetStatistics>(),
  /** Every finding there is, in the order in which they are shown. */
  findings: method().returns<readonly FindingDescription[]>(),
  /** One row with all that is known of it. @throws not-found */
  explain: method(oneDatasetSchema.extend({ row: z.int().min(0) })).returns<ExplainedRow>(),
  /** Writes a selection to a file of the user's; `moses` writes two, with the endings `.src` and `.tgt`. */
  export: method(
    selectionSchema.extend({
      format: z.enum(['tsv', 'jsonl', 'moses', 'parquet']),
      path: z.string().min(1).max(4096),
      task: taskSchema,
    }),
  ).returns<{ readonly files: readonly string[]; readonly pairs: number }>(),
}

/** What is done about findings, and two datasets beside each other. */
export const datasetFindings = {
  /** What fixes would do; nothing is made. @throws not-found, bad-usage for a finding that is not there */
  planFixes: method(selectionSchema.extend({ fixes: chosenFixesSchema })).returns<FixPlan>(),
  /** The recipe of fixes in two languages. @throws not-found, bad-usage */
  recipeTexts: method(
    selectionSchema.extend({ fixes: chosenFixesSchema, splitting: splittingSchema.optional() }),
  ).returns<RecipeTexts>(),
  /**
   * Makes a dataset of the rows of a selection with fixes; whole or not at all.
   * @throws not-found, bad-usage, bad-data where nothing is left, storage, aborted
   */
  derive: method(
    selectionSchema.extend({
      fixes: chosenFixesSchema,
      /** Divides the pairs anew; left out, each stays in its split. */
      splitting: splittingSchema.optional(),
      name: nameSchema.default(''),
      task: taskSchema,
    }),
  ).returns<StoredDataset>(),
  /** What a derived dataset left out of its parent, in its order. @throws not-found */
  dropped: method(
    oneDatasetSchema.extend({ offset: z.int().min(0).default(0), count: z.int().min(0).max(MOST_ROWS) }),
  ).returns<DroppedPage>(),
  /** Two selections beside each other, of one dataset or of two. @throws not-found, bad-usage, aborted */
  compare: method(
    z.strictObject({ first: selectionSchema, second: selectionSchema, task: taskSchema }),
  ).returns<DatasetComparison>(),
}

export const datasetService = {
  ...storedDatasets,
  ...datasetFindings,
  /** What can be chosen without any file. */
  builtIn: method().returns<BuiltInDataset[]>(),
  /**
   * Writes pairs that come with Saccade, or are generated, into a file of the data folder, as a run with this `data`
   * configuration has them; an import by the recipe makes a dataset of them.
   * @throws bad-usage for data of files, bad-configuration, storage
   */
  writeBuiltIn: method(z.strictObject({ data: jsonObjectSchema })).returns<BuiltInFile>(),
  /** Reads the data of a `data` configuration (unchecked, may leave out defaults) and describes it. @throws bad-data, bad-configuration */
  inspect: method(
    z.strictObject({ data: jsonObjectSchema, rows: z.int().min(0).max(MOST_ROWS) }),
  ).returns<DatasetReport>(),
  /** Cuts texts of either side as a run with this `data` configuration does. @throws bad-data, bad-configuration */
  tokenize: method(
    z.strictObject({ data: jsonObjectSchema, source: textsSchema, target: textsSchema }),
  ).returns<CutTexts>(),
  /**
   * Keeps a dropped file of any kind and size in the data folder, handed over part by part: the first call, without
   * `file`, begins it and its answer names it; `last` completes it. What is not completed is deleted when the host ends.
   * @throws not-found for a file that was not begun, storage
   */
  uploadPart: method(
    z.strictObject({
      file: z.string().max(200).optional(),
      name: z.string().min(1).max(1000),
      content: bytesSchema,
      last: z.boolean(),
    }),
  ).returns<UploadedPart>(),
}
export type DatasetService = Callable<typeof datasetService>
export type DatasetHandlers = Handlers<typeof datasetService>
export type StoredDatasetHandlers = Handlers<typeof storedDatasets>
export type DatasetFindingHandlers = Handlers<typeof datasetFindings>

export interface BuiltInDataset {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly source: DataSource
  readonly hasAlignment: boolean
}

export interface BuiltInFile {
  /** What a dataset of it is called. */
  readonly name: string
  readonly recipe: Recipe
}

export interface DatasetFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

export interface UploadedPart {
  /** Names it in the calls that follow. */
  readonly file: string
  /** Where it lies, once it is complete. */
  readonly kept: DatasetFile | null
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

/** In the order of the texts. */
export interface CutTexts {
  readonly source: readonly CutText[]
  readonly target: readonly CutText[]
}

export interface CutText {
  readonly tokens: readonly string[]
  /** Places of tokens that are not in the vocabulary, from 0. */
  readonly unknown: readonly number[]
  /** What the tokens make again: the detokenised text, which metrics see. */
  readonly text: string
}

export interface VocabularyReport {
  /** Special tokens included. */
  readonly size: number
  readonly mostFrequent: readonly { readonly token: string; readonly count: number }[]
  /** Share of validation tokens outside the vocabulary. */
  readonly unknownRate: number
  readonly unknownExamples: readonly string[]
}
