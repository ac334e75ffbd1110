import { SaccadeError } from '../../shared/errors.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'

/** A pair that is written out. */
export interface WrittenOut {
  readonly source: string
  readonly target: string
  readonly split: SplitName
}

/** Takes bytes one after the other, such as a file does. What it was given may be changed once it has taken it. */
export type ByteSink = (bytes: Uint8Array) => Promise<void> | void

export interface WriteOptions {
  /** Write the split of each pair too. */
  readonly splits: boolean
}

/** Writes files of one format. */
export interface Writer {
  readonly title: string
  /** The names of its files, by the name without an ending. */
  readonly files: (stem: string) => readonly string[]
  /**
   * Writes pairs as they come; no more than some thousands are held, or one row group of Parquet.
   * @param sinks one for each of its files
   * @throws bad-data for a text that the format cannot hold
   */
  readonly write: (
    pairs: AsyncIterable<readonly WrittenOut[]>,
    sinks: readonly ByteSink[],
    options: WriteOptions,
  ) => Promise<void>
}

/** The sink of a file. @throws RangeError where there are fewer sinks than files */
export function sinkOf(sinks: readonly ByteSink[], file: number): ByteSink {
  const sink = sinks[file]
  if (!sink) throw new RangeError('A writer needs a sink for each of its files')
  return sink
}

/**
 * Writes texts in lines. A text that begins with U+FEFF gets a byte order mark before it where it begins the file, since
 * whoever reads the file would take its own for one.
 */
export function createLineSink(sink: ByteSink): (lines: readonly string[]) => Promise<void> {
  const encoder = new TextEncoder()
  let begins = true
  return async (lines) => {
    if (lines.length === 0) return
    const mark = begins && lines[0]?.startsWith('\uFEFF') ? '\uFEFF' : ''
    begins = false
    await sink(encoder.encode(`${mark}${lines.join('\n')}\n`))
  }
}

/** @throws bad-data for a text that would be read as something else */
export function checkText(text: string, row: number, format: string, never: RegExp, what: string): void {
  if (!never.test(text)) return
  throw new SaccadeError('bad-data', `Row ${row} cannot be written as ${format}: a text in it holds ${what}`, {
    hint: 'Export as JSON lines or Parquet, which hold any text.',
  })
}
