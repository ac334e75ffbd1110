import fs from 'node:fs'
import { writeAll } from '../../../data/folder/write-all.ts'
import { breathe } from '../../../data/rows/select-rows.ts'
import { WRITERS, type WrittenFormat } from '../../../data/writers/registry.ts'
import type { WrittenOut } from '../../../data/writers/writer.ts'
import { counted } from '../../../shared/counted.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { explained } from '../../../shared/system-errors.ts'
import type { DataThreadEvents } from '../thread/contract.ts'
import type { OpenDataset } from './open-dataset.ts'

const SLICE = 5000

interface ExportOptions {
  readonly format: WrittenFormat
  /** With or without the ending of the format. */
  readonly path: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: DataThreadEvents['progress']) => void
}

/** Writes rows into files of the user's, which appear whole or not at all. @throws bad-usage, bad-data, storage, aborted */
export async function exportRows(
  { folder }: OpenDataset,
  rows: ArrayLike<number>,
  { format, path, signal, onProgress }: ExportOptions,
): Promise<{ files: string[]; pairs: number }> {
  const writer = WRITERS[format]
  const files = [...writer.files(path.endsWith(`.${format}`) ? path.slice(0, -format.length - 1) : path)]
  for (const file of files) refuseTaken(file)
  const parts = files.map((file) => `${file}.part`)
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
    for (const part of parts) open.push(fs.openSync(part, 'w'))
    const sinks = open.map((file) => (bytes: Uint8Array) => writeAll(file, bytes))
    await writer.write(pairs(), sinks, { splits: hasSplits(folder.manifest.splits) })
    for (const file of open) fs.fsyncSync(file)
    for (const [index, part] of parts.entries()) fs.renameSync(part, files[index] ?? part)
    return { files, pairs: rows.length }
  } catch (error) {
    for (const part of parts) fs.rmSync(part, { force: true })
    throw explained(error, `the file ${path}`)
  } finally {
    for (const file of open) fs.closeSync(file)
  }
}

/** Where all is training data, there is nothing to say. */
function hasSplits({ valid = 0, test = 0 }: Partial<Record<string, number>>): boolean {
  return valid + test > 0
}

function refuseTaken(file: string): void {
  if (!fs.existsSync(file)) return
  throw new SaccadeError('bad-usage', `${file} is there already`, {
    hint: 'Name a new file, or delete that one first.',
  })
}
