import fs from 'node:fs'
import { join } from 'node:path'
import { SPLIT_NAMES, type SplitName } from '../../shared/datasets/splits.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { Column } from './growing.ts'
import { COLUMN_TYPES, FOLDER_FILES, type Manifest, damaged, readManifest } from './manifest.ts'

/** A dataset that is open: its columns in memory, its text on the disk. */
export interface OpenFolder {
  readonly folder: string
  readonly manifest: Manifest
  readonly pairs: number
  /** A number a pair. @throws RangeError where there is no such column */
  column(name: string): Column
  hasColumn(name: string): boolean
  splitOf(row: number): SplitName
  /** Calls with the texts of these rows, ascending or not; those that lie together are read together. */
  texts(rows: ArrayLike<number>, visit: (row: number, source: string, target: string) => void): void
  /** The same as bytes, which hold until `visit` comes back. Rows must ascend. */
  bytes(rows: ArrayLike<number>, visit: VisitBytes): void
  close(): void
}

export type VisitBytes = (row: number, block: Buffer, source: number, target: number, end: number) => void

/** Columns that every dataset has; scores are those of the findings that it was looked at for. */
const NEEDED = [
  ...(['source', 'target'] as const).flatMap((side) =>
    ['bytes', 'words', 'characters', 'rare'].map((what) => `${side}.${what}`),
  ),
  ...['split', 'flags'],
]
const BLOCK = 1 << 20
/** Rows that are further apart are not read together. */
const GAP = 1 << 14

/** @throws storage where it cannot be read or is damaged, newer-version */
export function openFolder(folder: string): OpenFolder {
  const manifest = readManifest(folder)
  const place = `the dataset ${folder}`
  const { pairs } = manifest
  const columns = explaining(place, () => readColumns(folder, manifest), { deed: 'read' })
  if (!NEEDED.every((name) => columns.has(name))) throw damaged(folder, FOLDER_FILES.manifest)
  const column = (name: string): Column => {
    const found = columns.get(name)
    if (!found) throw new RangeError(`There is no column ${name}`)
    return found
  }
  const sourceBytes = column('source.bytes')
  const targetBytes = column('target.bytes')
  const split = column('split')
  const offsets = new Float64Array(pairs + 1)
  for (let row = 0; row < pairs; row++) {
    offsets[row + 1] = (offsets[row] ?? 0) + (sourceBytes[row] ?? 0) + (targetBytes[row] ?? 0) + 2
  }
  if (offsets[pairs] !== manifest.textBytes) throw damaged(folder, FOLDER_FILES.columns)
  const file = explaining(place, () => fs.openSync(join(folder, FOLDER_FILES.text), 'r'), { deed: 'read' })
  if (explaining(place, () => fs.fstatSync(file), { deed: 'read' }).size !== manifest.textBytes) {
    fs.closeSync(file)
    throw damaged(folder, FOLDER_FILES.text)
  }
  const offset = (row: number) => offsets[row] ?? 0
  let block = Buffer.allocUnsafe(BLOCK)

  function bytes(rows: ArrayLike<number>, visit: VisitBytes): void {
    for (let at = 0; at < rows.length;) {
      const first = rows[at] ?? 0
      const start = offset(first)
      let last = at
      for (let next = at + 1; next < rows.length; next++) {
        const [row, before] = [rows[next] ?? 0, rows[last] ?? 0]
        const isNear = row > before && offset(row) - offset(before + 1) <= GAP
        if (!isNear || offset(row + 1) - start > BLOCK) break
        last = next
      }
      const length = offset((rows[last] ?? 0) + 1) - start
      if (length > block.length) block = Buffer.allocUnsafe(length)
      const read = explaining(place, () => fs.readSync(file, block, 0, length, start), { deed: 'read' })
      if (read !== length) throw damaged(folder, FOLDER_FILES.text)
      for (; at <= last; at++) {
        const row = rows[at] ?? 0
        const source = offset(row) - start
        const target = source + (sourceBytes[row] ?? 0) + 1
        visit(row, block, source, target, target + (targetBytes[row] ?? 0))
      }
    }
  }

  return {
    folder,
    manifest,
    pairs,
    column,
    hasColumn: (name) => columns.has(name),
    splitOf: (row) => SPLIT_NAMES[split[row] ?? 0] ?? 'train',
    bytes,
    texts(rows, visit) {
      bytes(rows, (row, held, source, target, end) =>
        visit(row, held.toString('utf8', source, target - 1), held.toString('utf8', target, end)),
      )
    },
    close: () => fs.closeSync(file),
  }
}

function readColumns(folder: string, { columns, columnBytes, pairs }: Manifest): Map<string, Column> {
  const { buffer, byteOffset, byteLength } = fs.readFileSync(join(folder, FOLDER_FILES.columns))
  const fits = byteOffset % 8 === 0 && byteLength === columnBytes
  if (!fits) throw damaged(folder, FOLDER_FILES.columns)
  return new Map(
    columns.map(({ name, type, offset }) => {
      if (offset + COLUMN_TYPES[type].BYTES_PER_ELEMENT * pairs > byteLength)
        throw damaged(folder, FOLDER_FILES.columns)
      return [name, new COLUMN_TYPES[type](buffer, byteOffset + offset, pairs)]
    }),
  )
}
