import { ENCODINGS, type Encoding, encodingTitle } from '../../shared/datasets/encodings.ts'
import {
  FORMAT_IDS,
  type FormatId,
  type Reading,
  describeFormat,
  readingSchema,
} from '../../shared/datasets/reading.ts'
import type { RecipeInput } from '../../shared/datasets/recipe.ts'
import type { ImportPreview } from '../../shared/datasets/stored.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { problemsText, schemaProblems } from '../../shared/schema-problems.ts'
import type { PairBatch } from '../pair.ts'
import { encodingError } from './encoding-faults.ts'
import { createFaults } from './faults.ts'
import type { EncodingGuess } from './guess/encoding.ts'
import { type Guess, type GuessedOption, type Head, readHead } from './guess/head.ts'
import { guessTable } from './guess/table.ts'
import { badData } from './problems.ts'
import { READERS } from './registry.ts'

/** The first rows that a preview shows. */
const PREVIEWED = 50

export interface ImportGuess extends ImportPreview {
  readonly reading: Reading
  /** What can be chosen as source and target: columns, fields or languages. */
  readonly choices: readonly string[]
}

/**
 * How a file is read that nobody has said anything about, or only the options of `given`; what was guessed, from what,
 * and how the first rows come out. Where they cannot be read so, a warning says why.
 * @throws bad-data when the file cannot be opened or its format is not known; bad-configuration for options that no format has
 */
export async function guessImport(
  file: RecipeInput['files'][number],
  given: Readonly<Record<string, unknown>> = {},
): Promise<ImportGuess> {
  const { reading, head, found, guess } = await guessOptions(file, given)
  const preview = await previewRows(file, reading, head.faults)
  const guesses = [...formatGuesses(head, guess.reading.format, found, head.encoding), ...guess.guesses]
  return {
    reading,
    guesses: guesses.filter(({ option }) => !Object.hasOwn(given, option)),
    rows: preview.rows,
    cells: guess.cells,
    choices: guess.choices,
    warnings: [...encodingDoubt(reading.format, found), ...guess.warnings, ...preview.warnings],
  }
}

/**
 * All options by which a file is read: those of `given`, and for the others what is guessed.
 * @throws as {@link guessImport}
 */
export async function completeReading(
  file: RecipeInput['files'][number],
  given: Readonly<Record<string, unknown>>,
): Promise<Reading> {
  const format = FORMAT_IDS.find((id) => id === given['format'])
  const complete = format && describeFormat(format).options.every((option) => Object.hasOwn(given, option))
  return complete ? parseReading(given) : (await guessOptions(file, given)).reading
}

async function guessOptions(file: RecipeInput['files'][number], given: Readonly<Record<string, unknown>>) {
  const format = FORMAT_IDS.find((id) => id === given['format'])
  const encoding = ENCODINGS.find((name) => name === given['encoding'])
  const { head, found } = await readHead(file, encoding)
  const guess = await guessFormat(head, format, given)
  return { reading: parseReading({ ...guess.reading, ...given }), head, found, guess }
}

/** Options as a command or a page gives them. @throws bad-configuration */
export function parseReading(given: Readonly<Record<string, unknown>>): Reading {
  // A column may be given by its number.
  const options = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      name.endsWith('Column') && typeof value === 'number' ? String(value) : value,
    ]),
  )
  const parsed = readingSchema.safeParse(options)
  if (parsed.success) return parsed.data
  const problems = schemaProblems(parsed.error, options)
  throw new SaccadeError('bad-configuration', `Reading options do not fit: ${problemsText(problems)}`, { problems })
}

async function guessFormat(
  head: Head,
  format: FormatId | undefined,
  given: Readonly<Record<string, unknown>>,
): Promise<Guess> {
  for (const id of format ? [format] : FORMAT_IDS) {
    if (format === undefined && (id === 'moses') !== (head.file.targets !== undefined)) continue
    const guess = id === 'table' ? await guessTable(head, tableOptions(given)) : await READERS[id].guess(head)
    if (guess) return guess
  }
  if (format) {
    const reading = parseReading({ ...(hasEncoding(format) && { encoding: head.encoding }), format })
    return {
      reading,
      guesses: [],
      cells: [],
      choices: [],
      warnings: [`It does not look like ${describeFormat(format).title}.`],
    }
  }
  throw unknownFormat(head)
}

/** Those that the others are guessed by. */
function tableOptions(given: Readonly<Record<string, unknown>>) {
  const parsed = readingSchema.safeParse({ format: 'table', ...given })
  if (!parsed.success || parsed.data.format !== 'table') return {}
  const { delimiter, quoting, header } = parsed.data
  return {
    ...('delimiter' in given && { delimiter }),
    ...('quoting' in given && { quoting }),
    ...('header' in given && { header }),
  }
}

function unknownFormat({ name, text, bytes, faults }: Head): SaccadeError {
  const start = bytes.subarray(0, 4).toString('latin1')
  const packed = start.startsWith('PK')
    ? 'zip'
    : start.startsWith('\xfd7zX')
      ? 'xz'
      : start.startsWith('BZh')
        ? 'bzip2'
        : ''
  if (packed)
    return badData(name, `${name} is packed with ${packed}`, { hint: 'Unpack it first, or pack it with gzip or zstd.' })
  if (faults.length > 0) return encodingError(faults)
  if (text === '') {
    return badData(name, `${name} is no text, and of no format that can be read`, { hint: FORMATS_HINT })
  }
  return badData(name, `${name} is text of one column, so it has no pairs`, {
    hint: `Give the file with the other side as well, or choose a delimiter. ${FORMATS_HINT}`,
  })
}

const FORMATS_HINT =
  'What can be read: TSV, CSV, JSON lines, Parquet, TMX, gettext PO, and two text files of as many lines; each by gzip or zstd.'

function formatGuesses(head: Head, format: FormatId, found: EncodingGuess | null, encoding: Encoding): GuessedOption[] {
  const reason = head.compression ? `by its content; compressed with ${head.compression}` : 'by its content'
  const guesses: GuessedOption[] = [{ option: 'format', value: format, reason }]
  if (found && hasEncoding(format)) guesses.push({ option: 'encoding', value: encoding, reason: found.reason })
  return guesses
}

/** Parquet says itself how its texts are kept. */
const hasEncoding = (format: FormatId): boolean => format !== 'parquet'

function encodingDoubt(format: FormatId, found: EncodingGuess | null): string[] {
  if (!found || found.sure || !hasEncoding(format)) return []
  return [
    `The file is not UTF-8. That it is ${encodingTitle(found.encoding)} is a guess by its letters: check the first rows, and choose another encoding where they are wrong.`,
  ]
}

/** The first rows as they would be imported, or why they cannot be. */
async function previewRows(
  { path, targets, split }: RecipeInput['files'][number],
  reading: Reading,
  faultsOfHead: readonly Problem[],
): Promise<Pick<ImportPreview, 'rows' | 'warnings'>> {
  const bad: Problem[] = []
  const faults = createFaults((problem) => bad.push(problem))
  const warnings: string[] = []
  let rows: ImportPreview['rows'] = []
  try {
    const reader = await READERS[reading.format].load()
    const context = { faults, emptySides: true, optionName: (option: string) => option }
    rows = await firstPairs(reader.read({ path, targets }, reading, context), PREVIEWED)
    // Those behind the rows that are shown are known as well.
    const told = new Set(bad.map((problem) => problem.path))
    bad.push(...faultsOfHead.filter((problem) => !told.has(problem.path)))
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error
    warnings.push(`It cannot be read so: ${error.message}. ${error.hint}`.trim())
  }
  const [first] = bad
  if (first) {
    warnings.push(
      `Bad rows among the first: ${first.path}: ${first.message}${bad.length > 1 ? `, and ${bad.length - 1} more` : ''}. They are refused, unless bad rows are left out.`,
    )
  }
  return {
    rows: rows.map((row) => ({ source: row.source, target: row.target, split: row.split ?? split ?? null })),
    warnings,
  }
}

/** The first pairs, as they come. */
async function firstPairs(pairs: AsyncIterable<PairBatch>, count: number): Promise<ImportPreview['rows']> {
  const first: ImportPreview['rows'][number][] = []
  for await (const batch of pairs) {
    first.push(...batch.slice(0, count - first.length))
    if (first.length >= count) break
  }
  return first
}
