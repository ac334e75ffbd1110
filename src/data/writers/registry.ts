import { jsonlWriter } from './jsonl.ts'
import { mosesWriter } from './moses.ts'
import { parquetWriter } from './parquet.ts'
import { tsvWriter } from './tsv.ts'
import type { Writer } from './writer.ts'

export const WRITTEN_FORMATS = ['tsv', 'jsonl', 'parquet', 'moses'] as const
export type WrittenFormat = (typeof WRITTEN_FORMATS)[number]

/** Formats that a dataset can be written in. */
export const WRITERS: Readonly<Record<WrittenFormat, Writer>> = {
  tsv: tsvWriter,
  jsonl: jsonlWriter,
  parquet: parquetWriter,
  moses: mosesWriter,
}
