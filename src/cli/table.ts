import { visibleLine } from '../shared/visible-text.ts'

/** The lines of a table: rows in columns, aligned; numbers to the right. The last column is not padded. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | bigint)[])[],
): string[] {
  const texts = [header, ...rows].map((row) => row.map((cell) => visibleLine(String(cell))))
  const widths = header.map((_, column) => Math.max(...texts.map((row) => width(row[column] ?? ''))))
  const rightAligned = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] !== 'string'),
  )
  return texts.map((row) =>
    row
      .map((text, column) => pad(text, widths[column] ?? 0, rightAligned[column] ?? false))
      .join('  ')
      .trimEnd(),
  )
}

/** Titles, padded to so many cells, each with the lines of its text. */
export function formatFacts(facts: readonly (readonly [title: string, ...lines: string[]])[], cells: number): string[] {
  return facts.flatMap(([title, ...lines]) =>
    lines.map((line, index) => (index === 0 ? title : '').padEnd(cells) + line),
  )
}

/** Characters, not UTF-16 units; wide East Asian characters count as two cells. */
function width(text: string): number {
  let cells = 0
  for (const character of text)
    cells += /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(character)
      ? 2
      : /\p{M}/u.test(character)
        ? 0
        : 1
  return cells
}

function pad(text: string, cells: number, right: boolean): string {
  const blank = ' '.repeat(Math.max(0, cells - width(text)))
  return right ? blank + text : text + blank
}
