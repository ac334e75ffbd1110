import type { Writer as ParquetSink } from 'hyparquet-writer'
import { type ByteSink, type WrittenOut, type Writer, sinkOf } from './writer.ts'

/** What is held in memory at once. */
const GROUP_ROWS = 50_000

/** Columns source, target and, where it is wanted, split, compressed by snappy. */
export const parquetWriter: Writer = {
  title: 'Parquet',
  files: (stem) => [`${stem}.parquet`],
  async write(pairs, sinks, { splits }) {
    const { ByteWriter, parquetWriteRows } = await import('hyparquet-writer')
    const names = ['source', 'target', ...(splits ? ['split'] : [])]
    const options = { rows: rowsOf(pairs), rowGroupSize: GROUP_ROWS, createdBy: 'Saccade' }
    const columns = names.map((name) => ({ name, type: 'STRING' as const, nullable: false }))
    await parquetWriteRows({ ...options, writer: into(new ByteWriter(), sinkOf(sinks, 0)), columns })
  },
}

async function* rowsOf(pairs: AsyncIterable<readonly WrittenOut[]>): AsyncGenerator<WrittenOut> {
  for await (const batch of pairs) yield* batch
}

/** Hands on what was written after each row group, and at the end. */
function into(writer: ParquetSink & { index: number }, sink: ByteSink): ParquetSink {
  const flush = async () => {
    const bytes = writer.getBytes()
    if (bytes.byteLength > 0) await sink(bytes.slice())
    writer.index = 0
  }
  return Object.assign(writer, { flush, finish: flush })
}
