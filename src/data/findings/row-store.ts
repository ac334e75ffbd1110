import fs from 'node:fs'
import { dirname } from 'node:path'
import { explaining } from '../../shared/system-errors.ts'
import { writeAll } from '../folder/write-all.ts'

type Values = Uint8Array | Uint32Array | Int32Array | Float32Array
type Arrays<Columns> = { readonly [Name in keyof Columns]: Values }

/** Rows that are held in memory. */
export const ROWS_HELD = 1 << 16

/** Columns of rows of which only the latest are in memory; others lie in a file until a column is wanted as a whole. */
export interface RowStore<Columns extends Arrays<Columns>> {
  readonly rows: number
  /** The columns of the latest rows, to be written into at the place that `next` tells. */
  readonly latest: Columns
  /** The place in `latest` of one more row. @throws storage, as on a full disk */
  next(): number
  /** All rows of a column. @throws storage */
  column<Name extends keyof Columns & string>(name: Name): Columns[Name]
  /** Deletes the file. */
  close(): void
}

/**
 * @param latest a column by its name, with room for ROWS_HELD rows
 * @param path of a file that is not there; it comes to be with the first row that there is no room for
 */
export function createRowStore<Columns extends Arrays<Columns>>(latest: Columns, path: string): RowStore<Columns> {
  const place = `the dataset ${dirname(path)}`
  const arrays = Object.entries<Values>(latest)
  const begins = new Map<string, number>() // of each column in a block of the file
  let blockBytes = 0
  for (const [name, { byteLength }] of arrays) {
    begins.set(name, blockBytes)
    blockBytes += byteLength
  }
  let file: number | null = null
  let written = 0 // blocks
  let used = 0

  function write(): void {
    file ??= fs.openSync(path, 'wx+')
    for (const [, { buffer, byteOffset, byteLength }] of arrays) {
      writeAll(file, new Uint8Array(buffer, byteOffset, byteLength))
    }
    written++
    used = 0
  }

  return {
    latest,
    get rows() {
      return written * ROWS_HELD + used
    },
    next() {
      if (used === ROWS_HELD) explaining(place, write)
      return used++
    },
    column(name) {
      const held = latest[name]
      const width = held.length / ROWS_HELD
      const all = new (held.constructor as new (length: number) => typeof held)((written * ROWS_HELD + used) * width)
      const bytes = new Uint8Array(all.buffer)
      for (let block = 0; block < written; block++) {
        const from = block * blockBytes + (begins.get(name) ?? 0)
        explaining(place, () => fs.readSync(file ?? -1, bytes, block * held.byteLength, held.byteLength, from))
      }
      all.set(held.subarray(0, used * width), written * ROWS_HELD * width)
      return all
    },
    close() {
      if (file === null) return
      fs.closeSync(file)
      fs.rmSync(path, { force: true })
      file = null
    },
  }
}
