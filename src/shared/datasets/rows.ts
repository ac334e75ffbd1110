// What is asked of the rows of a dataset, and what comes back.
import { z } from 'zod'
import type { SplitName } from './splits.ts'

export const datasetIdSchema = z.string().regex(/^[\w-]{1,100}$/)
export type DatasetId = z.output<typeof datasetIdSchema>

/** A text that is looked for. Case folds as Unicode has it, in all scripts, unless it counts. */
export const rowSearchSchema = z.strictObject({
  text: z.string().min(1).max(1000),
  /** The text is a regular expression, as JavaScript has them with the flag u. */
  expression: z.boolean().default(false),
  side: z.enum(['source', 'target', 'either', 'both']).default('either'),
  wholeWords: z.boolean().default(false),
  matchCase: z.boolean().default(false),
})
export type RowSearch = z.output<typeof rowSearchSchema>

/** Which rows are meant: those that fit the query (of the fields of rows; empty for all) and hold the text. */
export const selectionSchema = z.strictObject({
  dataset: datasetIdSchema,
  where: z.string().max(2000).default(''),
  search: rowSearchSchema.optional(),
})
export type Selection = z.output<typeof selectionSchema>

export interface StoredRow {
  /** From 0, in the order of the files. */
  readonly row: number
  readonly source: string
  readonly target: string
  readonly split: SplitName
  /** Ids of the findings that mark it. */
  readonly findings: readonly string[]
  /** The earlier row that it repeats, of a duplicate of any kind; null of all others. */
  readonly original: number | null
  /** What its findings point at: to be marked in the texts. */
  readonly marks: RowSpans
  /** Where the search found its text, in UTF-16 units. */
  readonly hits: RowSpans
}

/** Places in both texts of a row, in order and without overlap. */
export interface RowSpans {
  readonly source: readonly TextSpan[]
  readonly target: readonly TextSpan[]
}

/** In UTF-16 units, the end excluded. */
export type TextSpan = readonly [start: number, end: number]

export interface RowPage {
  /** Rows of the whole dataset. */
  readonly pairs: number
  /** How many rows the selection has; null while only the first are found (`count` counts them). */
  readonly found: number | null
  /** Whether there are more behind these. */
  readonly more: boolean
  readonly rows: readonly StoredRow[]
}

/** A row opened: why it is marked, and which rows it belongs together with. */
export interface ExplainedRow extends StoredRow {
  readonly reasons: readonly {
    readonly finding: string
    /** Of each side where the sides have one each; none where it is so or not. */
    readonly scores: readonly number[]
    readonly spans: RowSpans
  }[]
  /** Other rows with the same source, the same target, or both; the first of them, and how many there are. */
  readonly alike: readonly {
    readonly by: 'source' | 'target' | 'pair'
    readonly count: number
    readonly rows: readonly StoredRow[]
  }[]
}

/** The rows of a selection by finding and split. */
export interface RowTally {
  readonly pairs: number
  readonly found: number
  readonly splits: Readonly<Record<SplitName, number>>
  /** All findings, also those without a row; `only` are rows that no other finding marks. */
  readonly findings: readonly { readonly id: string; readonly count: number; readonly only: number }[]
}

/** From where to where bars go, where that is not left to the values. */
export const spanSchema = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from < to, 'ends after it begins')
  .readonly()

/**
 * Equal bars over the values of a field, or over a span of them: bar i holds `[from + i * width, from + (i + 1) * width)`; the last, whatever lies
 * beyond as well, up to `maximum`.
 */
export interface RowHistogram {
  readonly field: string
  readonly from: number
  readonly width: number
  readonly maximum: number
  readonly counts: Uint32Array
  /** Rows with no number in the field, or an infinite one. */
  readonly without: number
}

/** Two histograms crossed: `counts[y * columns + x]`. */
export interface RowHeatmap {
  readonly x: Omit<RowHistogram, 'counts'>
  readonly y: Omit<RowHistogram, 'counts'>
  readonly columns: number
  readonly lines: number
  readonly counts: Uint32Array
}
