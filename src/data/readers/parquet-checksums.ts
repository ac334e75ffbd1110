import { crc32 } from 'node:zlib'
import type { AsyncBuffer, ColumnMetaData, RowGroup } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'

/** Headers of pages are some tens of bytes, and more where they hold statistics. */
const HEADER_BYTES = 4096
const LONGEST_HEADER = 1024 * 1024

/**
 * Looks at the checksums of all pages of some columns of a row group, where whoever wrote the file has put them in; the
 * library that reads pages does not.
 * @throws Error saying which page is not what was written
 */
export async function checkPages(buffer: AsyncBuffer, { columns }: RowGroup, tops: readonly string[]): Promise<void> {
  for (const { meta_data: column } of columns) {
    if (column && tops.includes(column.path_in_schema[0] ?? '')) await checkColumn(buffer, column)
  }
}

async function checkColumn(buffer: AsyncBuffer, column: ColumnMetaData): Promise<void> {
  const starts = [column.dictionary_page_offset, column.data_page_offset].filter((offset) => offset !== undefined)
  const start = Math.min(...starts.map(Number).filter((offset) => offset > 0))
  const end = Math.min(start + Number(column.total_compressed_size), buffer.byteLength)
  for (let at = start, page = 1; at < end; page++) {
    const { crc, size, headerBytes } = await readHeader(buffer, at, end)
    // One page without, all without.
    if (crc === undefined) return
    const body = new Uint8Array(await buffer.slice(at + headerBytes, Math.min(at + headerBytes + size, end)))
    if (crc32(body) !== crc >>> 0) {
      throw new Error(`the checksum of page ${page} of the column ${column.path_in_schema.join('.')} does not fit`)
    }
    at += headerBytes + size
  }
}

async function readHeader(
  buffer: AsyncBuffer,
  at: number,
  end: number,
): Promise<{ crc: number | undefined; size: number; headerBytes: number }> {
  for (let bytes = HEADER_BYTES; ; bytes *= 16) {
    const reader = { view: new DataView(await buffer.slice(at, Math.min(at + bytes, end))), offset: 0 }
    try {
      const { crc, compressed_page_size: size } = parquetHeader(reader)
      if (size >= 0) return { crc, size, headerBytes: reader.offset }
      throw new RangeError('a page of less than no bytes')
    } catch (error) {
      // It may be longer than what was read of it.
      if (bytes >= Math.min(LONGEST_HEADER, end - at)) throw error
    }
  }
}
