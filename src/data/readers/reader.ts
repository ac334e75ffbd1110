import type { PairBatch } from '../pair.ts'
import type { FormatId, Reading, ReadingOf } from '../../shared/datasets/reading.ts'
import type { TextSource } from './bytes.ts'
import type { Faults } from './faults.ts'
import type { ReadOptions } from './text.ts'

/** What holds pairs: a file, or two of which line n of one belongs to line n of the other. */
export interface PairFile {
  readonly path: TextSource
  /** The second file, of a pair of text files. */
  readonly targets?: TextSource
}

export interface ReadContext extends Pick<ReadOptions, 'signal' | 'onBytes'> {
  /** Rows that give no pair. Who reads all pairs settles them at the end; a reader does so where it cannot go on. */
  readonly faults: Faults
  /** Whether a pair may have an empty side. A dataset may, where a finding tells of it; training data may not. */
  readonly emptySides: boolean
  /** What the options are called in advice, such as `data.source.delimiter` for the delimiter. */
  readonly optionName: (option: string) => string
}

type Read<Options> = (file: PairFile, reading: Options, context: ReadContext) => AsyncGenerator<PairBatch>

/** Reads files of one format. */
export interface Reader {
  readonly format: FormatId
  /**
   * The pairs of a file in its order, some thousands at a time, with flat memory. Bad rows are added to the faults.
   * @throws bad-data naming file, line and reason, for what makes the rest unreadable
   */
  readonly read: Read<Reading>
}

/** A reader by a function that knows its own options. */
export function defineReader<Format extends FormatId>(format: Format, read: Read<ReadingOf<Format>>): Reader {
  const fits = (reading: Reading): reading is ReadingOf<Format> => reading.format === format
  return {
    format,
    read(file, reading, context) {
      if (!fits(reading)) throw new RangeError(`A reader of ${format} was given options of ${reading.format}`)
      return read(file, reading, context)
    },
  }
}
