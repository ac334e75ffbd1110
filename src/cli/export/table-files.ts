import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Writer as ParquetSink } from 'hyparquet-writer'
import { writeAll } from '../../data/folder/write-all.ts'
import { quoteCsv } from '../../shared/attention/csv.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { type Cell, type Source, type Table, TABLES } from './tables.ts'

/** Bytes of text, and rows of Parquet, that are held before they are written. */
const HELD_BYTES = 1 << 20
const GROUP_ROWS = 50_000

/** `runs.csv`, `metrics.csv` and `attention.csv`: numbers as JSON has them, and `NaN`, `Infinity`, `-Infinity`. */
export async function writeCsv(folder: string, from: Source, runs: readonly RunSummary[]): Promise<void> {
  for (const table of TABLES) {
    const stream = fs.createWriteStream(path.join(folder, `${table.name}.csv`), { flags: 'wx' })
    await pipeline(Readable.from(csvText(table, from, runs)), stream)
  }
}

async function* csvText(table: Table, from: Source, runs: readonly RunSummary[]): AsyncIterable<string> {
  let held = `${table.columns.map(({ name }) => name).join(',')}\n`
  for await (const row of table.rows(from, runs)) {
    held += `${row.map(csvCell).join(',')}\n`
    if (held.length < HELD_BYTES) continue
    yield held
    held = ''
  }
  yield held
}

function csvCell(value: Cell): string {
  return value === null ? '' : quoteCsv(String(value))
}

/** The same tables as Parquet, compressed by snappy. */
export async function writeParquet(folder: string, from: Source, runs: readonly RunSummary[]): Promise<void> {
  const { ByteWriter, parquetWriteRows } = await import('hyparquet-writer')
  for (const table of TABLES) {
    const handle = fs.openSync(path.join(folder, `${table.name}.parquet`), 'wx')
    try {
      await parquetWriteRows({
        ...{ rows: records(table, from, runs), rowGroupSize: GROUP_ROWS, createdBy: 'Saccade' },
        columns: table.columns.map(({ name, type }) => ({ name, type })),
        writer: into(new ByteWriter(), (bytes) => writeAll(handle, bytes)),
      })
    } finally {
      fs.closeSync(handle)
    }
  }
}

async function* records(table: Table, from: Source, runs: readonly RunSummary[]) {
  for await (const row of table.rows(from, runs)) {
    yield Object.fromEntries(table.columns.map(({ name }, i) => [name, row[i] ?? null]))
  }
}

/** Hands on what was written after each row group, and at the end. */
function into(writer: ParquetSink & { index: number }, sink: (bytes: Uint8Array) => void): ParquetSink {
  const flush = () => {
    const bytes = writer.getBytes()
    if (bytes.byteLength > 0) sink(bytes)
    writer.index = 0
  }
  return Object.assign(writer, { flush, finish: flush })
}
