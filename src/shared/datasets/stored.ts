// A dataset that was imported, as it is told.
import type { Recipe } from './recipe.ts'
import type { DatasetId } from './rows.ts'
import type { SplitName } from './splits.ts'

export interface StoredDataset {
  readonly id: DatasetId
  readonly name: string
  readonly tags: readonly string[]
  /** Markdown. */
  readonly description: string
  readonly created: number // milliseconds since 1970
  readonly pairs: number
  readonly splits: Readonly<Record<SplitName, number>>
  /** SHA-256 over the pairs with their splits, in hexadecimal: the same pairs have the same one, whatever files they came in. */
  readonly digest: string
  /** On the disk, the search index included. */
  readonly bytes: number
  /** Whether the search index is there; until then a search reads all text. */
  readonly searchable: boolean
  /** The dataset it was derived from. */
  readonly parent: DatasetId | null
  /** Why it cannot be used; left out where it can. */
  readonly unreadable?: string
}

export interface SourceFile {
  readonly path: string
  readonly bytes: number
  readonly digest: string
}

export interface StoredDatasetDetail extends StoredDataset {
  readonly recipe: Recipe
  /** The files as they were when they were read. */
  readonly files: readonly SourceFile[]
  /** Bad rows that the import went past, and the first of them in words. */
  readonly skipped: { readonly count: number; readonly examples: readonly string[] }
  readonly findings: readonly { readonly id: string; readonly count: number }[]
}

/** What a side of a dataset is made of. Words are cut at Unicode's white space. */
export interface SideStatistics {
  readonly words: number
  readonly characters: number
  readonly longest: { readonly words: number; readonly characters: number }
  /** Different words. */
  readonly types: number
  /** The most frequent words, then ever fewer: the curve of Zipf. `rank` counts from 1. */
  readonly frequent: readonly { readonly word: string; readonly count: number }[]
  readonly zipf: readonly { readonly rank: number; readonly count: number }[]
  /** Which share of all words a vocabulary of the most frequent `size` covers. */
  readonly coverage: readonly { readonly size: number; readonly share: number }[]
  /** Words seen once, and the share of the held-out words that training does not hold. */
  readonly once: number
  readonly unknownRate: number
  /** The most frequent characters. */
  readonly letters: readonly { readonly character: string; readonly count: number }[]
  /** Different characters. */
  readonly alphabet: number
}

export interface DatasetStatistics {
  readonly pairs: number
  readonly source: SideStatistics
  readonly target: SideStatistics
}

/** How far an import, or other long work on datasets, is. `total` is 0 where nobody knows. */
export interface DatasetProgress {
  /** As the caller called the work. */
  readonly task: string
  readonly text: string
  readonly done: number
  readonly total: number
}

/** Under which name it is told how far the pairs that a run is trained on are kept as a dataset. */
export const keepTask = (run: string): string => `keep the data of ${run}`

/** What a file looks like, before it is imported. */
export interface ImportPreview {
  /** All reading options, guessed where they were not given. */
  readonly reading: Readonly<Record<string, unknown>>
  /** What was guessed, in words, with what it was guessed from. */
  readonly guesses: readonly { readonly option: string; readonly value: string; readonly reason: string }[]
  /** The first rows as they would be imported. */
  readonly rows: readonly { readonly source: string; readonly target: string; readonly split: SplitName | null }[]
  /** The first rows as the file has them, cut into cells; none for files without columns. */
  readonly cells: readonly (readonly string[])[]
  /** What can be chosen as source and target: columns, fields or languages. */
  readonly choices: readonly string[]
  readonly warnings: readonly string[]
}
