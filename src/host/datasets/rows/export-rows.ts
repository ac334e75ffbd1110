import fs from 'node:fs'
import { writeAll } from '../../../data/folder/write-all.ts'
import { counted } from '../../../shared/counted.ts'
import type { StoredRow } from '../../../shared/datasets/rows.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { explained } from '../../../shared/system-errors.ts'
import type { DataThreadEvents } from '../thread/contract.ts'
import type { OpenDataset } from './open-dataset.ts'
import { breathe } from './select-rows.ts'

const SLICE = 5000

interface ExportOptions {
  readonly format: string
  readonly path: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: DataThreadEvents['progress']) => void
}

type Written = Pick<StoredRow, 'row' | 'source' | 'target' | 'split'>

/** How a row stands in each of the files of a format, and what the files are called. */
interface TextFormat {
  readonly endings: readonly string[]
  lines(row: Written): readonly string[]
}

const FORMATS: Readonly<Record<string, TextFormat>> = {
  tsv: { endings: [''], lines: (row) => [`${plain(row, 'source', '\t')}\t${plain(row, 'target', '\t')}\n`] },
  moses: {
    endings: ['.src', '.tgt'],
    lines: (row) => [`${plain(row, 'source')}\n`, `${plain(row, 'target')}\n`],
  },
  jsonl: {
    endings: [''],
    lines: ({ source, target, split }) => [`${JSON.stringify({ source, target, split })}\n`],
  },
}

/** Writes rows into files of the user's, which appear whole or not at all. @throws bad-usage, bad-data, storage, aborted */
export async function exportRows(
  { folder }: OpenDataset,
  rows: ArrayLike<number>,
  { format, path, signal, onProgress }: ExportOptions,
): Promise<{ files: string[]; pairs: number }> {
  const form = FORMATS[format]
  if (!form) throw new SaccadeError('bad-usage', `Datasets are not written as “${format}”`)
  const files = form.endings.map((ending) => `${path}${ending}`)
  for (const file of files) refuseTaken(file)
  const parts = files.map((file) => `${file}.part`)
  const open: number[] = []
  try {
    for (const part of parts) open.push(fs.openSync(part, 'w'))
    for (let at = 0; at < rows.length; at += SLICE) {
      const texts = parts.map((): string[] => [])
      const some = Array.prototype.slice.call(rows, at, at + SLICE) as number[]
      folder.texts(some, (row, source, target) => {
        const lines = form.lines({ row, source, target, split: folder.splitOf(row) })
        for (const [file, line] of lines.entries()) texts[file]?.push(line)
      })
      for (const [index, file] of open.entries()) writeAll(file, Buffer.from(texts[index]?.join('') ?? ''))
      onProgress({ text: `${counted(at, 'pair')} written`, done: at, total: rows.length })
      await breathe(signal)
    }
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

function refuseTaken(file: string): void {
  if (!fs.existsSync(file)) return
  throw new SaccadeError('bad-usage', `${file} is there already`, {
    hint: 'Name a new file, or delete that one first.',
  })
}

/** A text that stands in a line by itself, as it is: nothing in such a file could say otherwise. */
function plain(row: Written, side: 'source' | 'target', delimiter = '\n'): string {
  const text = row[side]
  if (!text.includes('\n') && !text.includes('\r') && !text.includes(delimiter)) return text
  throw new SaccadeError(
    'bad-data',
    `The ${side} of row ${row.row + 1} holds a line end or a tab, which the format cannot`,
    {
      hint: 'Write JSONL or Parquet, or leave such rows out.',
    },
  )
}
