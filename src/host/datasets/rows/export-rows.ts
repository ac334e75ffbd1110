import fs from 'node:fs'
import { writeAll } from '../../../data/folder/write-all.ts'
import { breathe } from '../../../data/rows/select-rows.ts'
import { WRITERS, type WrittenFormat } from '../../../data/writers/registry.ts'
import type { WrittenOut } from '../../../data/writers/writer.ts'
import { counted } from '../../../shared/counted.ts'
import { explained } from '../../../shared/system-errors.ts'
import type { DataThreadEvents } from '../thread/contract.ts'
import { exportFiles, putInPlace, refuseTaken } from './export-files.ts'
import type { OpenDataset } from './open-dataset.ts'

const SLICE = 5000

interface ExportOptions {
  readonly format: WrittenFormat
  /** With or without the ending of the format. */
  readonly path: string
  /** Of this export alone: its unfinished files are named by it. */
  readonly token: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: DataThreadEvents['progress']) => void
}

/** Writes rows into files of the user's, which appear whole or not at all. @throws bad-usage, bad-data, storage, aborted */
export async function exportRows(
  { folder }: OpenDataset,
  rows: ArrayLike<number>,
  { format, path, token, signal, onProgress }: ExportOptions,
): Promise<{ files: string[]; pairs: number }> {
  const writer = WRITERS[format]
  const files = exportFiles(format, path, token)
  for (const { file } of files) refuseTaken(file)
  const open: number[] = []

  async function* pairs(): AsyncGenerator<readonly WrittenOut[]> {
    for (let at = 0; at < rows.length; at += SLICE) {
      const some: WrittenOut[] = []
      folder.texts(Array.prototype.slice.call(rows, at, at + SLICE) as number[], (row, source, target) => {
        some.push({ source, target, split: folder.splitOf(row) })
      })
      yield some
      onProgress({ text: `${counted(at + some.length, 'pair')} written`, done: at + some.length, total: rows.length })
      await breathe(signal)
    }
  }

  try {
    for (const { part } of files) open.push(fs.openSync(part, 'wx'))
    const sinks = open.map((file) => (bytes: Uint8Array) => writeAll(file, bytes))
    await writer.write(pairs(), sinks, { splits: hasSplits(folder.manifest.splits) })
    for (const file of open) fs.fsyncSync(file)
    putInPlace(files)
    return { files: files.map(({ file }) => file), pairs: rows.length }
  } catch (error) {
    // Only what this export made; what stands in the way of one that was not opened is somebody else's.
    for (const { part } of files.slice(0, open.length)) fs.rmSync(part, { force: true })
    throw explained(error, `the file ${path}`)
  } finally {
    for (const file of open) fs.closeSync(file)
  }
}

/** Where all is training data, there is nothing to say. */
function hasSplits({ valid = 0, test = 0 }: Partial<Record<string, number>>): boolean {
  return valid + test > 0
}
