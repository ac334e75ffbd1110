import type { Alignment } from '../../shared/contract/attention.ts'
import type { RandomStream } from '../../shared/random.ts'
import type { Task, TaskFamily } from './task.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** A century, so that a year of two digits is never in doubt. */
const FIRST_YEAR = 1950
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1)
const DAY = 86_400_000
const DAYS = (Date.UTC(FIRST_YEAR + 100, 0, 1) - FIRST_DAY) / DAY

type Part = 'year' | 'month' | 'day'
/** A written form is a row of pieces: literal text, or a part of the date with its spelling. */
type Piece = string | { readonly part: Part; readonly write: (date: Date) => string }

const year = { part: 'year', write: (date) => String(date.getUTCFullYear()) } as const satisfies Piece
const shortYear = { part: 'year', write: (date) => String(date.getUTCFullYear()).slice(2) } as const satisfies Piece
const day = { part: 'day', write: (date) => String(date.getUTCDate()) } as const satisfies Piece
const paddedDay = { part: 'day', write: (date) => String(date.getUTCDate()).padStart(2, '0') } as const satisfies Piece
const ordinalDay = { part: 'day', write: (date) => ordinal(date.getUTCDate()) } as const satisfies Piece
const monthNumber = {
  part: 'month',
  write: (date) => String(date.getUTCMonth() + 1).padStart(2, '0'),
} as const satisfies Piece
const month = { part: 'month', write: monthName } as const satisfies Piece
const lowerMonth = { part: 'month', write: (date) => monthName(date).toLowerCase() } as const satisfies Piece
const upperMonth = {
  part: 'month',
  write: (date) => monthName(date).slice(0, 3).toUpperCase(),
} as const satisfies Piece
const shortMonth = { part: 'month', write: (date) => monthName(date).slice(0, 3) } as const satisfies Piece
const weekday = (date: Date) => WEEKDAYS[date.getUTCDay()] ?? ''

/** Every form can be read in one way only: a month in digits always stands in a form that no other form resembles. */
const FORMS: readonly ((date: Date) => Piece[])[] = [
  () => [day, ' ', lowerMonth, ' ', year],
  () => [day, ' ', month, ' ', year],
  () => [month, ' ', day, ', ', year],
  () => [shortMonth, ' ', day, ', ', shortYear],
  () => [day, ' ', shortMonth, ' ', shortYear],
  () => [paddedDay, '-', upperMonth, '-', year],
  () => ['the ', ordinalDay, ' of ', month, ' ', year],
  () => [month, ' ', ordinalDay, ', ', year],
  () => [paddedDay, '.', monthNumber, '.', year],
  () => [monthNumber, '/', paddedDay, '/', shortYear],
  () => [year, '/', monthNumber, '/', paddedDay],
  () => [year, ' ', shortMonth, ' ', paddedDay],
  (date) => [weekday(date), ', ', day, ' ', month, ' ', year],
  (date) => [weekday(date).slice(0, 3), ' ', lowerMonth, ' ', day, ' ', year],
]

/** Where each part stands in `1998-03-12`. */
const TARGET_SPANS: Record<Part, readonly [from: number, to: number]> = { year: [0, 4], month: [5, 7], day: [8, 10] }
const SEPARATORS = [4, 7]

/**
 * Written dates of 1950–2049 in many forms → ISO 8601, character by character. Links: a target digit that is copied
 * from a digit of the source has a sure link to it; any other digit may come from anywhere in its part's span. The
 * two hyphens come from nowhere, so every source position is possible for them.
 */
export const datesTask: Task = {
  id: 'dates',
  title: 'Dates',
  description: 'Turn dates written in many ways, such as “Mar 3, 98”, into 1998-03-03. Links join year, month and day.',
  tokenizer: 'character',
  hasAlignment: true,
  families: () => FORMS.map(family),
}

function family(form: (date: Date) => Piece[]): TaskFamily {
  return {
    size: DAYS,
    draw(random: RandomStream) {
      const date = new Date(FIRST_DAY + random.integer(DAYS) * DAY)
      return writeDate(date, form(date))
    },
  }
}

function writeDate(date: Date, pieces: readonly Piece[]) {
  const target = date.toISOString().slice(0, 10)
  const sure: (readonly [number, number])[] = []
  const possible: (readonly [number, number])[] = []
  let source = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      source += piece
      continue
    }
    const text = piece.write(date)
    const links = linkPart(text, source.length, TARGET_SPANS[piece.part])
    sure.push(...links.sure)
    possible.push(...links.possible)
    source += text
  }
  for (const separator of SEPARATORS) {
    for (let at = 0; at < source.length; at++) possible.push([at, separator])
  }
  return { source, target, alignment: { sure, possible } }
}

/** Links of one part: its digits, read from the right, are the target's; the whole span is possible. */
function linkPart(text: string, start: number, [from, to]: readonly [number, number]): Alignment {
  const sure: (readonly [number, number])[] = []
  const possible: (readonly [number, number])[] = []
  const digits = Array.from(text.matchAll(/\d/gu), (match) => start + match.index)
  for (let target = from; target < to; target++) {
    const digit = digits[digits.length - (to - target)]
    if (digit !== undefined) sure.push([digit, target])
    for (let offset = 0; offset < text.length; offset++) possible.push([start + offset, target])
  }
  return { sure, possible }
}

function monthName(date: Date): string {
  return MONTHS[date.getUTCMonth()] ?? ''
}

function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13
  const ending = teen ? 'th' : number % 10 === 1 ? 'st' : number % 10 === 2 ? 'nd' : number % 10 === 3 ? 'rd' : 'th'
  return `${number}${ending}`
}
