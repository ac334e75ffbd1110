// What all formats share in making a pair of the values of a row.
import type { SplitName } from '../../shared/datasets/splits.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { Pair } from '../pair.ts'
import type { ReadContext } from './reader.ts'

const SPLIT_WORDS: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  valid: 'valid',
  validation: 'valid',
  val: 'valid',
  dev: 'valid',
  development: 'valid',
  test: 'test',
  testing: 'test',
  eval: 'test',
}

/** The split that a word means; undefined where it means none. */
export function splitOfWord(word: string): SplitName | undefined {
  const key = word.trim().toLowerCase()
  return Object.hasOwn(SPLIT_WORDS, key) ? SPLIT_WORDS[key] : undefined
}

/** What a value is, where it is no text; its digits where it is a whole number, for those are text without any doubt. */
export function textOfValue(value: unknown): { text: string } | { fault: string } {
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    return { text: String(value) }
  }
  if (value === undefined) return { fault: 'is not there' }
  if (value === null) return { fault: 'is null' }
  if (typeof value === 'number') return { fault: 'is a number that has more than one way to be written' }
  return { fault: `is ${Array.isArray(value) ? 'a list' : typeof value === 'boolean' ? 'true or false' : 'no text'}` }
}

/** The value that a path such as `translation.de` leads to. A name with a dot in it is found too. */
export function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, path)) return Reflect.get(value, path)
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot)
    if (!Object.hasOwn(value, name)) continue
    const found = valueAt(Reflect.get(value, name), path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

export interface Names {
  readonly source: string
  readonly target: string
  readonly split: string
}

/**
 * The pair of a row of named values; null where it gives none, which is then a fault.
 * @param origin where the row stands, such as `pairs.jsonl:12`
 */
export function pairOfValues(
  row: unknown,
  names: Names,
  { place, origin, what }: { place: number; origin: string; what: string },
  context: ReadContext,
): Pair | null {
  const fault = (message: string) => {
    context.faults.add('form', { path: origin, message }, `Mend these rows, or choose another ${what}.`)
    return null
  }
  const texts: string[] = []
  for (const path of [names.source, names.target]) {
    const read = textOfValue(valueAt(row, path))
    if ('fault' in read) return fault(`the ${what} ${path} ${read.fault}`)
    texts.push(read.text)
  }
  const [source = '', target = ''] = texts
  const split = splitOf(row, names.split)
  if (split === undefined) return fault(`the ${what} ${names.split} names no split`)
  return filled({ source, target, split, place }, origin, names, context)
}

function splitOf(row: unknown, path: string): SplitName | null | undefined {
  if (path === '') return null
  const value = valueAt(row, path)
  return typeof value === 'string' ? splitOfWord(value) : undefined
}

/** What JSON, and escapes of others, can say and no text holds: NUL, and halves of characters beyond U+FFFF. */
const NO_TEXT = /[\0\ud800-\udfff]/u

/** The pair, unless it holds what no text does, or has an empty side where none may have. */
export function filled(
  pair: Pair,
  origin: string,
  { source, target }: Pick<Names, 'source' | 'target'>,
  { emptySides, faults }: Pick<ReadContext, 'emptySides' | 'faults'>,
): Pair | null {
  const broken = NO_TEXT.test(pair.source) ? source : NO_TEXT.test(pair.target) ? target : null
  if (broken !== null) {
    faults.add('form', { path: origin, message: `${broken} holds a NUL or half a character` }, 'Mend these rows.')
    return null
  }
  if (emptySides) return pair
  const side = isBlank(pair.source) ? `source (${source})` : isBlank(pair.target) ? `target (${target})` : null
  if (side === null) return pair
  faults.add('empty', { path: origin, message: `the ${side} is empty` }, 'Fill in or remove these lines.')
  return null
}
