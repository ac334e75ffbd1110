import path from 'node:path'
import { SaccadeError } from '../shared/errors.ts'
import { formatOfFile } from './file-ending.ts'
import { checkOneForm } from './one-form.ts'
import type { TableFormat } from './report-table.ts'

/** What `saccade report` makes: a page, or a table in one of its formats. */
type ReportForm = 'page' | TableFormat

interface FormWish {
  readonly format?: TableFormat
  readonly to?: string
  readonly json?: boolean
}

const ENDINGS: Readonly<Record<string, ReportForm>> = {
  ...{ '.html': 'page', '.htm': 'page', '.tex': 'latex', '.md': 'markdown', '.csv': 'csv' },
}

/** Options that mean something of a table only, or of a page only. */
const OF_TABLES: readonly string[] = [
  ...['--format', '--metric', '--at', '--no-groups', '--no-marks', '--resamples', '--seed'],
]
const OF_PAGES: readonly string[] = ['--all-outputs']

/**
 * What is wanted: where a file is named, what its ending says; a page where it has none and no format is said.
 * @param given the options that were said
 * @throws bad-usage where two of them contradict each other
 */
export function formOf({ format, to, json }: FormWish, given: readonly string[]): ReportForm {
  if (to === undefined) checkOneForm(given, { json, flags: ['--format'] })
  const form = to === undefined ? (format ?? 'markdown') : formOfFile(to, format)
  const [what, other, strays] = form === 'page' ? ['page', 'table', OF_TABLES] : ['table', 'page', OF_PAGES]
  const stray = given.find((option) => strays.includes(option))
  if (stray === undefined) return form
  throw new SaccadeError('bad-usage', `${stray} is for a ${other}, and this makes a ${what}`, {
    hint:
      form === 'page'
        ? 'For a table name a file that ends in .tex, .md or .csv, or none.'
        : 'For a page say --to FILE.html.',
  })
}

function formOfFile(to: string, format: TableFormat | undefined): ReportForm {
  const ending = path.extname(to).toLowerCase()
  if (ending === '.pdf') {
    throw new SaccadeError('bad-usage', `${to} cannot be made: a report is a page of HTML, or a table`, {
      hint: 'Make the page, --to FILE.html, open it in a browser, and print it to a PDF there.',
    })
  }
  const form = formatOfFile<ReportForm>(to, format, ENDINGS)
  if (form !== undefined) return form
  if (ending === '') return 'page'
  throw new SaccadeError('bad-usage', `The ending of ${to} does not say what it is to be`, {
    hint: 'Let it end in .html for a page, or in .tex, .md or .csv for a table; or say --format.',
  })
}
