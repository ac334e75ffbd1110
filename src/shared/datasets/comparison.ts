// Two datasets, or parts of them, beside each other.

/** Numbers of both. */
export interface Both<Value> {
  readonly first: Value
  readonly second: Value
}

export interface WordCount {
  readonly word: string
  readonly count: number
}

export interface SideComparison {
  /** Different words: of each, and those that both have. */
  readonly types: Both<number> & { readonly shared: number }
  /** Share of the running words of one that the other does not hold. */
  readonly unknown: Both<number>
  /** The most frequent words of one that the other does not hold. */
  readonly onlyIn: Both<readonly WordCount[]>
  /** In words. Bar i holds lengths in `[from + i * width, from + (i + 1) * width)`, the last all that are longer as well. */
  readonly lengths: Both<{ readonly mean: number; readonly median: number; readonly counts: Uint32Array }> & {
    readonly from: number
    readonly width: number
  }
}

/** Rows of the second dataset that stand in the first as well. */
export interface Leaked {
  readonly count: number
  /** The first of them, in their order. */
  readonly examples: readonly LeakedRow[]
}

export interface LeakedRow {
  /** Where it stands in the dataset, from 0; in the first one, its first such row. */
  readonly rows: Both<number>
  /** As the second has it. */
  readonly source: string
  readonly target: string
}

export const LEAKED_BY = ['pair', 'source', 'target'] as const

export interface DatasetComparison {
  readonly pairs: Both<number>
  readonly source: SideComparison
  readonly target: SideComparison
  /** By what they share with a pair of the first, lower case and letters alone compared: both sides, the source, or the target. */
  readonly leaked: Readonly<Record<(typeof LEAKED_BY)[number], Leaked>>
}
