// How the pairs of a file are read: one schema a format, of which forms and the command line make themselves.
import { z } from 'zod'
import { choice, flag } from '../config/fields.ts'
import { ENCODINGS, ENCODING_TITLES } from './encodings.ts'

const encoding = () =>
  choice(ENCODINGS, 'utf-8', {
    title: 'Encoding',
    description: 'How the bytes of the file stand for characters',
    'x-labels': ENCODING_TITLES,
  })

function name(fallback: string, title: string, description: string) {
  return z.string().max(1000).default(fallback).meta({ title, description })
}

const SPLITS = 'its cells say train, valid (or dev, validation) or test; empty: the file does not say'

const table = z
  .strictObject({
    format: z.literal('table'),
    delimiter: choice(['tab', 'comma', 'semicolon', 'pipe'], 'tab', {
      title: 'Delimiter',
      description: 'What separates the cells of a line',
    }),
    quoting: flag(false, {
      title: 'Quoted cells',
      description:
        'A cell may stand in quotation marks and then hold delimiters and line ends (RFC 4180); without, a quotation mark is text',
    }),
    header: flag(false, { title: 'Header line', description: 'The first line names the columns' }),
    sourceColumn: name('1', 'Source column', 'Its number, or its name in the header line'),
    targetColumn: name('2', 'Target column', 'Its number, or its name in the header line'),
    splitColumn: name('', 'Column of the split', `Number or name; ${SPLITS}`),
    encoding: encoding(),
  })
  .meta({ title: 'Table (TSV, CSV)' })

const moses = z.strictObject({ format: z.literal('moses'), encoding: encoding() }).meta({ title: 'Pair of text files' })

const jsonl = z
  .strictObject({
    format: z.literal('jsonl'),
    sourceField: name('source', 'Source field', 'Its name; a dot leads into a field, as in translation.de'),
    targetField: name('target', 'Target field', 'Its name; a dot leads into a field, as in translation.en'),
    splitField: name('', 'Field of the split', `A name; ${SPLITS}`),
    encoding: encoding(),
  })
  .meta({ title: 'JSON lines' })

const parquet = z
  .strictObject({
    format: z.literal('parquet'),
    sourceColumn: name('source', 'Source column', 'Its name; a dot leads into a column, as in translation.de'),
    targetColumn: name('target', 'Target column', 'Its name; a dot leads into a column, as in translation.en'),
    splitColumn: name('', 'Column of the split', `A name; ${SPLITS}`),
  })
  .meta({ title: 'Parquet' })

const tmx = z
  .strictObject({
    format: z.literal('tmx'),
    sourceLanguage: name('', 'Source language', 'As the units name it, such as en or en-GB; en takes en-GB too'),
    targetLanguage: name('', 'Target language', 'As the units name it, such as de or de-CH; de takes de-CH too'),
    inline: choice(['drop', 'keep'], 'drop', {
      title: 'Inline codes',
      description:
        'What becomes of the formatting codes in <bpt>, <ept>, <it>, <ph> and <ut>: left out, or kept as text; the text in <hi> is always kept',
      'x-labels': { drop: 'leave them out', keep: 'keep them as text' },
    }),
    encoding: encoding(),
  })
  .meta({ title: 'Translation memory (TMX)' })

const po = z
  .strictObject({
    format: z.literal('po'),
    fuzzy: flag(false, { title: 'Fuzzy entries', description: 'Take translations that are marked as unsure too' }),
    obsolete: flag(false, { title: 'Obsolete entries', description: 'Take entries that are commented out by #~ too' }),
    plural: choice(['both', 'singular', 'none'], 'both', {
      title: 'Plural entries',
      description:
        'Of an entry with plurals: singular and plural (with the last form of the translation), the singular alone, or nothing',
      'x-labels': { both: 'singular and plural', singular: 'the singular', none: 'leave them out' },
    }),
    context: choice(['drop', 'prefix'], 'drop', {
      title: 'Contexts',
      description: 'What becomes of an entry’s context (msgctxt): left out, or written before the source',
      'x-labels': { drop: 'leave them out', prefix: 'write before the source' },
    }),
    encoding: encoding(),
  })
  .meta({ title: 'Gettext catalogue (PO)' })

/** What can be read, in the order in which a file is tried. */
export const FORMATS = [parquet, tmx, jsonl, po, moses, table] as const

export const readingSchema = z.discriminatedUnion('format', FORMATS)
export type Reading = z.output<typeof readingSchema>
export type FormatId = Reading['format']
export type ReadingOf<Format extends FormatId> = Extract<Reading, { format: Format }>
export type TableReading = ReadingOf<'table'>

export const FORMAT_IDS: readonly FormatId[] = FORMATS.map(({ shape }) => shape.format.value)

/** The name of a format as people say it, and its options. */
export function describeFormat(format: FormatId): { title: string; options: readonly string[] } {
  const schema = FORMATS.find(({ shape }) => shape.format.value === format)
  return { title: schema?.meta()?.title ?? format, options: Object.keys(schema?.shape ?? {}) }
}
