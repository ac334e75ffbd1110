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

export interface DatasetComparison {
  readonly pairs: Both<number>
  readonly source: SideComparison
  readonly target: SideComparison
  /** Pairs of the second of which source, target or both stand in the first as well, lower case and letters alone compared. */
  readonly leaked: { readonly source: number; readonly target: number; readonly pair: number }
}
