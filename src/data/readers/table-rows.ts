import type { TableReading } from '../../shared/datasets/reading.ts'
import { type TextSource, nameOf } from './bytes.ts'
import { type Row, cutQuotedRows } from './csv.ts'
import type { ReadContext } from './reader.ts'
import { readNumberedLines, readText } from './text.ts'

export const DELIMITERS = { tab: '\t', comma: ',', semicolon: ';', pipe: '|' } as const
export type Delimiter = keyof typeof DELIMITERS

/** The rows of a table, cut into cells. @throws bad-data */
export async function* readRows(
  source: TextSource,
  { delimiter, quoting, encoding }: Pick<TableReading, 'delimiter' | 'quoting' | 'encoding'>,
  context: Pick<ReadContext, 'signal' | 'onBytes' | 'faults'>,
): AsyncGenerator<readonly Row[]> {
  const { signal, onBytes, faults } = context
  const separator = DELIMITERS[delimiter]
  if (quoting) {
    yield* cutQuotedRows(nameOf(source), readText(source, { signal, onBytes, encoding }), separator)
    return
  }
  for await (const { first, lines } of readNumberedLines(source, faults, { signal, onBytes, encoding })) {
    const rows: Row[] = []
    for (const [index, text] of lines.entries()) {
      if (text !== null) rows.push({ line: first + index, cells: text === '' ? [] : text.split(separator) })
    }
    yield rows
  }
}
