import type { ReadingOf } from '../../shared/datasets/reading.ts'
import type { Pair, PairBatch } from '../pair.ts'
import { nameOf } from './bytes.ts'
import { pairOfValues } from './cells.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'
import { readNumberedLines } from './text.ts'

/** One JSON object a line; empty lines are passed over. */
export const jsonlReader = defineReader('jsonl', readJsonPairs)

async function* readJsonPairs(
  { path }: PairFile,
  { sourceField, targetField, splitField, encoding }: ReadingOf<'jsonl'>,
  context: ReadContext,
): AsyncGenerator<PairBatch> {
  const { signal, onBytes, faults } = context
  const name = nameOf(path)
  const names = { source: sourceField, target: targetField, split: splitField }
  for await (const { first, lines } of readNumberedLines(path, faults, { signal, onBytes, encoding })) {
    const pairs: Pair[] = []
    for (const [index, line] of lines.entries()) {
      if (line === null || line === '') continue
      const place = first + index
      const origin = `${name}:${place}`
      const row = parse(line, origin, context)
      const pair = row && pairOfValues(row.value, names, { place, origin, what: 'field' }, context)
      if (pair) pairs.push(pair)
    }
    yield faults.found ? [] : pairs
  }
}

function parse(line: string, origin: string, { faults }: ReadContext): { value: unknown } | null {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value }
    const message = `the line is no JSON object: ${line.slice(0, 40)}`
    faults.add('form', { path: origin, message }, HINT)
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/ in JSON at position (\d+).*/s, whereAt) : ''
    faults.add('form', { path: origin, message: `the line is no JSON: ${words}` }, HINT)
  }
  return null
}

const HINT = 'Each line holds one JSON object, such as {"source": "the cat", "target": "die Katze"}.'

function whereAt(_: string, position: string): string {
  return ` at character ${Number(position) + 1} of the line`
}
