import { z } from 'zod'
import { floatsSchema, integersSchema } from '../contract/values.ts'

const tokensSchema = z.array(z.string()).readonly()

/** A validation pair that is evaluated, with what the training pairs say of its words. */
export const validationPairSchema = z.strictObject({
  /** Among all validation pairs. */
  place: z.int().min(0),
  source: tokensSchema,
  target: tokensSchema,
  /** Further right targets. */
  alternatives: z.array(tokensSchema).readonly(),
  /** How often the training pairs have that source token of it which they have least often; 0 where the vocabulary does not know one. */
  rarest: z.int().min(0),
  /** Tokens of source and target that the vocabulary does not know. */
  unknown: z.int().min(0),
})
export type ValidationPair = z.output<typeof validationPairSchema>

/** What a model said of a list of pairs, a column each: row i belongs to pair i. */
export const pairOutputsSchema = z.strictObject({
  /** Every token of the outputs, once. */
  tokens: tokensSchema,
  /** Tokens of each output, and all outputs one behind the other as places in `tokens`. */
  lengths: integersSchema,
  ids: integersSchema,
  /** Sum of the natural log-probabilities of the output's tokens, `<eos>` included. */
  scores: floatsSchema,
  /** 1 where the output equals one of the targets. */
  exact: integersSchema,
  /** Edit distance to the closest target, and its length. */
  edits: integersSchema,
  references: integersSchema,
  /** Numerator and denominator of the alignment error rate while the target is fed; 0 of 0 without gold or attention. */
  misaligned: integersSchema,
  links: integersSchema,
})
export type PairOutputs = z.output<typeof pairOutputsSchema>

/** One row of them. */
export interface PairOutput {
  readonly tokens: readonly string[]
  readonly score: number
  readonly exact: boolean
  readonly edits: number
  readonly reference: number
  readonly misaligned: number
  readonly links: number
}

export function columnsOf(rows: readonly PairOutput[]): PairOutputs {
  const places = new Map<string, number>()
  const ids: number[] = []
  for (const { tokens } of rows) {
    for (const token of tokens) {
      const known = places.get(token)
      ids.push(known ?? places.size)
      if (known === undefined) places.set(token, places.size)
    }
  }
  const column = (read: (row: PairOutput) => number) => Int32Array.from(rows, read)
  return {
    tokens: [...places.keys()],
    lengths: column(({ tokens }) => tokens.length),
    ids: Int32Array.from(ids),
    scores: Float32Array.from(rows, ({ score }) => score),
    exact: column(({ exact }) => Number(exact)),
    edits: column(({ edits }) => edits),
    references: column(({ reference }) => reference),
    misaligned: column(({ misaligned }) => misaligned),
    links: column(({ links }) => links),
  }
}

/** Where each output begins in `ids`, and where the last one ends. */
export function startsOf({ lengths }: Pick<PairOutputs, 'lengths'>): Int32Array {
  const starts = new Int32Array(lengths.length + 1)
  lengths.forEach((length, row) => (starts[row + 1] = (starts[row] ?? 0) + length))
  return starts
}

/** The first so many rows. */
export function firstRows(outputs: PairOutputs, count: number): PairOutputs {
  if (count >= outputs.lengths.length) return outputs
  const ids = outputs.ids.slice(0, startsOf(outputs)[count] ?? 0)
  const most = ids.reduce((largest, id) => Math.max(largest, id), -1)
  return {
    tokens: outputs.tokens.slice(0, most + 1), // tokens are numbered as they come
    lengths: outputs.lengths.slice(0, count),
    ids,
    scores: outputs.scores.slice(0, count),
    exact: outputs.exact.slice(0, count),
    edits: outputs.edits.slice(0, count),
    references: outputs.references.slice(0, count),
    misaligned: outputs.misaligned.slice(0, count),
    links: outputs.links.slice(0, count),
  }
}

/** Lists of rows one behind the other as one. */
export function joinOutputs(parts: readonly PairOutputs[]): PairOutputs {
  return columnsOf(parts.flatMap(rowsOf))
}

/** Those rows, in that order. */
export function someRows(outputs: PairOutputs, rows: readonly number[]): PairOutputs {
  const starts = startsOf(outputs)
  return columnsOf(rows.map((row) => rowAt(outputs, starts, row)))
}

function rowsOf(outputs: PairOutputs): PairOutput[] {
  const starts = startsOf(outputs)
  return Array.from(outputs.lengths, (_, row) => rowAt(outputs, starts, row))
}

function rowAt(outputs: PairOutputs, starts: Int32Array, row: number): PairOutput {
  return {
    tokens: tokensAt(outputs, starts, row),
    score: outputs.scores[row] ?? NaN,
    exact: outputs.exact[row] === 1,
    edits: outputs.edits[row] ?? 0,
    reference: outputs.references[row] ?? 0,
    misaligned: outputs.misaligned[row] ?? 0,
    links: outputs.links[row] ?? 0,
  }
}

/** The tokens of one output; `starts` are those of {@link startsOf}. */
export function tokensAt({ tokens, ids }: PairOutputs, starts: Int32Array, row: number): string[] {
  return Array.from(ids.subarray(starts[row] ?? 0, starts[row + 1] ?? 0), (id) => tokens[id] ?? '')
}
