import { setImmediate } from 'node:timers/promises'
import type { Column } from '../folder/growing.ts'
import type { OpenFolder } from '../folder/reader.ts'
import { type RowView, rowFields } from '../../shared/datasets/row-fields.ts'
import { SPLIT_NAMES } from '../../shared/datasets/splits.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { prose, readTest } from '../../shared/query/compile.ts'
import type { FieldValue, Fields } from '../../shared/query/fields.ts'
import { parseQuery } from '../../shared/query/parse.ts'
import { type Query, QueryFault, type Test } from '../../shared/query/query.ts'
import type { RowColumns } from './row-columns.ts'

/** A byte a row: 1 where it is meant. */
export type RowMask = Uint8Array

/** Rows of which the text is read before others get a turn. */
const SLICE = 10_000
/** Values up to here are looked up instead of compared. */
const TABLE = 4096

export interface Selecting {
  readonly folder: OpenFolder
  readonly columns: RowColumns
  readonly fields: Fields<RowView>
  /** Ids of the findings in the order of their bits. */
  readonly findings: readonly string[]
}

/** The fields of a dataset that is open. */
export function fieldsOf({ manifest }: OpenFolder): Fields<RowView> {
  const scores = (id: string) =>
    manifest.columns.map(({ name }) => name).filter((name) => name === id || name.startsWith(`${id}.`))
  return rowFields(manifest.findings.map(({ id }) => ({ id, scores: scores(id) })))
}

/**
 * The rows that fit a query: column by column, and text only of those rows that what is quick leaves undecided.
 * @throws bad-usage where the query cannot be read, aborted
 */
export async function selectRows(where: string, parts: Selecting, signal?: AbortSignal): Promise<RowMask> {
  const all = new Uint8Array(parts.folder.pairs).fill(1)
  try {
    return await select(parseQuery(where), all, parts, signal)
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error
    const { message, start } = error.problem
    throw new SaccadeError('bad-usage', `The filter cannot be read at character ${start + 1}: ${message}`, {
      hint: `Fields are ${parts.fields.offered.map(({ name }) => name).join(', ')}.`,
    })
  }
}

/** Those of the rows `among` that fit. */
async function select(query: Query, among: RowMask, parts: Selecting, signal?: AbortSignal): Promise<RowMask> {
  switch (query.kind) {
    case 'and': {
      let left = among
      for (const part of quickFirst(query.parts, parts)) left = await select(part, left, parts, signal)
      return left
    }
    case 'or': {
      const found = new Uint8Array(among.length)
      let rest = among
      for (const part of quickFirst(query.parts, parts)) {
        const more = await select(part, rest, parts, signal)
        rest = without(rest, more)
        for (let row = 0; row < found.length; row++) if (more[row]) found[row] = 1
      }
      return found
    }
    case 'not': {
      const inner = await select(query.part, among, parts, signal)
      return without(among, inner)
    }
    case 'word': {
      const fits = prose(query.word)
      return byText(among, parts, (source, target) => fits(source) || fits(target), signal)
    }
    case 'test':
      return selectByTest(query, among, parts, signal)
  }
}

/** The rows of one that are not among the other. */
function without(left: RowMask, right: RowMask): RowMask {
  const result = new Uint8Array(left.length)
  for (let row = 0; row < result.length; row++) result[row] = (left[row] ?? 0) & ((right[row] ?? 0) ^ 1)
  return result
}

/** What reads text comes last. */
function quickFirst(queries: readonly Query[], parts: Selecting): Query[] {
  const slow = (query: Query): boolean => {
    if (query.kind === 'word') return true
    if (query.kind === 'test') return readTest(query, parts.fields).field.type === 'prose'
    return query.kind === 'not' ? slow(query.part) : query.parts.some(slow)
  }
  return [...queries.filter((one) => !slow(one)), ...queries.filter(slow)]
}

async function selectByTest(test: Test, among: RowMask, parts: Selecting, signal?: AbortSignal): Promise<RowMask> {
  const { field, fits } = readTest(test, parts.fields)
  const { folder, columns, findings } = parts
  if (field.name === 'split') {
    const split = folder.column('split')
    const table = Uint8Array.from(SPLIT_NAMES, (name) => Number(fits(name)))
    const result = new Uint8Array(among.length)
    for (let row = 0; row < result.length; row++) result[row] = (among[row] ?? 0) & (table[split[row] ?? 0] ?? 0)
    return result
  }
  if (field.name === 'finding') return byFlags(among, folder.column('flags') as Uint32Array, findings, fits)
  const column = columns(field.name)
  if (column) return byNumber(among, column, fits)
  const isSource = field.name === 'source'
  return byText(among, parts, (source, target) => fits(isSource ? source : target), signal)
}

/** A test asks whether a row has one of some findings, or none of them: which ones, a row with that finding alone tells. */
function byFlags(
  among: RowMask,
  flags: Uint32Array,
  findings: readonly string[],
  fits: (value: FieldValue) => boolean,
): RowMask {
  const without = fits([])
  const meant = findings.reduce((bits, id, bit) => (fits([id]) === without ? bits : bits | (1 << bit)), 0)
  const result = new Uint8Array(among.length)
  const [fit, unfit] = [Number(!without), Number(without)]
  for (let row = 0; row < result.length; row++) {
    result[row] = (among[row] ?? 0) & (((flags[row] ?? 0) & meant) === 0 ? unfit : fit)
  }
  return result
}

/** Ids of the findings whose bits are set. */
export function findingsIn(flags: number, findings: readonly string[]): string[] {
  return findings.filter((_, bit) => (flags >>> bit) & 1)
}

function byNumber(among: RowMask, column: Column | Float64Array, fits: (value: FieldValue) => boolean): RowMask {
  return column instanceof Float64Array || column instanceof Float32Array
    ? byFraction(among, column, fits)
    : byWhole(among, column, fits)
}

/** Apart from whole numbers: a fraction as an index, even one that is only tried, is looked up as a text. */
function byFraction(among: RowMask, column: Float64Array | Float32Array, fits: (value: number) => boolean): RowMask {
  const result = new Uint8Array(among.length)
  for (let row = 0; row < result.length; row++) {
    if (among[row] !== 0) result[row] = Number(fits(column[row] ?? NaN))
  }
  return result
}

function byWhole(among: RowMask, column: Uint8Array | Uint32Array | Int32Array, fits: (value: number) => boolean) {
  const result = new Uint8Array(among.length)
  const table = new Uint8Array(TABLE).fill(2) // 2 where it was never asked
  for (let row = 0; row < result.length; row++) {
    if (among[row] === 0) continue
    const value = column[row] ?? 0
    let fit = value >= 0 && value < TABLE ? (table[value] ?? 2) : 2
    if (fit === 2) {
      fit = Number(fits(value))
      if (value >= 0 && value < TABLE) table[value] = fit
    }
    result[row] = fit
  }
  return result
}

async function byText(
  among: RowMask,
  { folder }: Selecting,
  fits: (source: string, target: string) => boolean,
  signal?: AbortSignal,
): Promise<RowMask> {
  const rows = rowsOf(among)
  const result = new Uint8Array(among.length)
  for (let at = 0; at < rows.length; at += SLICE) {
    folder.texts(rows.subarray(at, at + SLICE), (row, source, target) => {
      result[row] = Number(fits(source, target))
    })
    await breathe(signal)
  }
  return result
}

/** The numbers of the rows that are meant, ascending. */
export function rowsOf(mask: RowMask): Uint32Array {
  let count = 0
  for (let row = 0; row < mask.length; row++) count += mask[row] ?? 0
  // Without a branch, which could not be foreseen: a row that is not meant is written over by the next one.
  const rows = new Uint32Array(count + 1)
  for (let row = 0, at = 0; row < mask.length; row++) {
    rows[at] = row
    at += mask[row] ?? 0
  }
  return rows.subarray(0, count)
}

/** Lets others have a turn, and hears whether anybody still waits for this. @throws aborted */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await setImmediate()
  if (signal?.aborted) throw new SaccadeError('aborted', 'The question was given up')
}
