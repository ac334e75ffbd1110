import type { FormatId } from '../../shared/datasets/reading.ts'
import { guessJsonl } from './guess/jsonl.ts'
import type { Guess, Head } from './guess/head.ts'
import { guessMoses } from './guess/moses.ts'
import { guessParquet } from './guess/parquet.ts'
import { guessPo } from './guess/po.ts'
import { guessTable } from './guess/table.ts'
import { guessTmx } from './guess/tmx.ts'
import type { Reader } from './reader.ts'

/** What there is to know of a format before a file of it is read. */
export interface Format {
  /** How names of its files usually end, without the dot. */
  readonly extensions: readonly string[]
  /** How the file that begins so is read; null where it is of another format. */
  readonly guess: (head: Head) => Guess | null | Promise<Guess | null>
  /** Its reader, with the libraries it needs, only when it is wanted. */
  readonly load: () => Promise<Reader>
}

/** Every format that can be read, by the id of its options in `FORMATS`. */
export const READERS: Readonly<Record<FormatId, Format>> = {
  parquet: {
    extensions: ['parquet'],
    guess: guessParquet,
    load: async () => (await import('./parquet.ts')).parquetReader,
  },
  tmx: { extensions: ['tmx'], guess: guessTmx, load: async () => (await import('./tmx.ts')).tmxReader },
  jsonl: {
    extensions: ['jsonl', 'ndjson', 'json'],
    guess: guessJsonl,
    load: async () => (await import('./jsonl.ts')).jsonlReader,
  },
  po: { extensions: ['po', 'pot'], guess: guessPo, load: async () => (await import('./po.ts')).poReader },
  moses: { extensions: [], guess: guessMoses, load: async () => (await import('./moses.ts')).mosesReader },
  table: {
    extensions: ['tsv', 'csv', 'tab', 'txt'],
    guess: guessTable,
    load: async () => (await import('./table.ts')).tableReader,
  },
}
