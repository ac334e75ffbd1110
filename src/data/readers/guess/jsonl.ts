import type { ReadingOf } from '../../../shared/datasets/reading.ts'
import { textOfValue } from '../cells.ts'
import { badData } from '../problems.ts'
import { type Sample, pickSides, sideGuesses } from './columns.ts'
import type { Guess, Head } from './head.ts'

const LOOKED_AT = 200
const DEEPEST = 4

/** The fields of JSON lines. @throws bad-data for a single JSON list, which cannot be read piece by piece */
export function guessJsonl(head: Head): Guess | null {
  const text = head.text.trimStart()
  if (/^\[\s*[[{]/.test(text)) {
    throw badData(head.name, `${head.name} is one JSON list, not one JSON object a line`, {
      hint: `Write one object a line first, for example: jq -c '.[]' FILE > FILE.jsonl`,
    })
  }
  if (!text.startsWith('{')) return null
  const rows = text.split('\n', LOOKED_AT).flatMap(parse)
  if (rows.length === 0) return null
  return guessOfRows(
    rows,
    (sides) =>
      ({
        format: 'jsonl',
        sourceField: sides.source,
        targetField: sides.target,
        splitField: sides.split,
        encoding: head.encoding,
      }) satisfies ReadingOf<'jsonl'>,
    { source: 'sourceField', target: 'targetField', split: 'splitField' },
  )
}

/** The sides of rows of named values, for formats that have them. */
export function guessOfRows(
  rows: readonly unknown[],
  reading: (sides: { source: string; target: string; split: string }) => Guess['reading'],
  options: { source: string; target: string; split: string },
): Guess | null {
  const columns = columnsOf(rows)
  const sides = pickSides(columns)
  if (!sides) return null
  const { source, target, split } = sides
  return {
    reading: reading({ source: source.option, target: target.option, split: split?.option ?? '' }),
    guesses: sideGuesses(sides, options),
    cells: [
      columns.map(({ option }) => option),
      ...rows.slice(0, 20).map((_, row) => columns.map(({ values }) => values[row] ?? '')),
    ],
    choices: columns.map(({ option }) => option),
    warnings: sides.warnings,
  }
}

/** Every path that leads to a text or a whole number in most rows. */
function columnsOf(rows: readonly unknown[]): Sample[] {
  const values = new Map<string, string[]>()
  for (const [index, row] of rows.entries()) {
    visit(row, '', 0, (path, text) => {
      const column = values.get(path) ?? []
      values.set(path, column)
      while (column.length < index) column.push('')
      column.push(text)
    })
  }
  return Array.from(values, ([option, texts]) => ({ option, title: option, values: texts })).filter(
    ({ values }) => values.filter((text) => text !== '').length > rows.length / 2,
  )
}

function visit(value: unknown, path: string, depth: number, found: (path: string, text: string) => void): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEEPEST) return
  for (const [name, inner] of Object.entries(value)) {
    const full = path === '' ? name : `${path}.${name}`
    const read = textOfValue(inner)
    if ('text' in read) found(full, read.text)
    else visit(inner, full, depth + 1, found)
  }
}

function parse(line: string): unknown[] {
  try {
    const value: unknown = JSON.parse(line)
    return [value]
  } catch {
    return []
  }
}
