import { z } from 'zod'
import { type AttentionMap, attentionMapSchema, watchedSentenceSchema } from '../../shared/contract/attention.ts'
import { RUN_STATES } from '../../shared/run-state.ts'
import { jsonNumberSchema } from '../../shared/to-json.ts'
import { cutText } from '../../shared/visible-text.ts'
import { evaluationTimes, putEvaluation } from '../storage/evaluations.ts'
import { insertLog } from '../storage/logs.ts'
import { insertMetrics } from '../storage/metrics.ts'
import { listOutputs, putOutputs, readOutputs } from '../storage/outputs.ts'
import { logLines, metricStretches, snapshotPlaces } from '../storage/run-pages.ts'
import { packedSnapshot, putSnapshot } from '../storage/snapshots.ts'
import { insertTransition, listTransitions } from '../storage/transitions.ts'
import { listWatched, putWatched } from '../storage/watched.ts'
import { halvesSchema, toHalves, wholeNumbersSchema } from './number-texts.ts'
import { MOST_TEXT, type Part, definePart } from './part.ts'

const timeSchema = z.int().min(0)
const stepSchema = z.int().min(0)
/** SHA-256 in hexadecimal. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** What is written must be read again: of a longer text its beginning travels. */
export const withinText = (text: string) => (text.length <= MOST_TEXT ? text : cutText(text, MOST_TEXT / 2))

/** Maps and the outputs of all validation pairs make long lines. */
const LONG_LINE_BYTES = 64 * 1024 ** 2

const transitions = definePart({
  name: 'transitions',
  telling: false,
  schema: z.strictObject({
    time: timeSchema,
    from: z.enum(RUN_STATES).nullable(),
    to: z.enum(RUN_STATES),
    reason: z.string().max(MOST_TEXT),
  }),
  read: (database, run) => listTransitions(database, run).map((line) => ({ ...line, reason: withinText(line.reason) })),
  store: (database, run, lines) => lines.forEach((line) => insertTransition(database, run, line)),
})

const log = definePart({
  name: 'log',
  telling: false,
  schema: z.strictObject({
    time: timeSchema,
    level: z.enum(['info', 'warning', 'error']),
    text: z.string().max(MOST_TEXT),
  }),
  *read(database, run) {
    for (const line of logLines(database, run)) yield { ...line, text: withinText(line.text) }
  },
  store: (database, run, lines) => lines.forEach((line) => insertLog(database, run, line)),
})

export const EVALUATIONS = definePart({
  name: 'evaluations',
  telling: true,
  schema: z.strictObject({ step: stepSchema, time: timeSchema }),
  read(database, run) {
    const { steps, values } = evaluationTimes(database, run)
    return Array.from(steps, (step, i) => ({ step, time: values[i] ?? 0 }))
  },
  store: (database, run, lines) => lines.forEach(({ step, time }) => putEvaluation(database, run, step, time)),
})

/** A part of a curve a line, so that one of a million steps is no line of its own. */
export const METRICS = definePart({
  name: 'metrics',
  telling: true,
  schema: z
    .strictObject({
      // Not only those that this version knows: a newer one may read them again.
      metric: z.string().regex(/^[a-z]+\/[a-z0-9_]{1,60}$/),
      steps: z.array(stepSchema).min(1).readonly(),
      values: z.array(jsonNumberSchema).readonly(),
    })
    .refine(({ steps, values }) => steps.length === values.length, 'must have as many steps as values'),
  *read(database, run) {
    for (const { metric, steps, values } of metricStretches(database, run)) {
      yield { metric, steps, values: values.map((value) => (Number.isFinite(value) ? value : textOf(value))) }
    }
  },
  store(database, run, lines) {
    for (const { metric, steps, values } of lines) {
      insertMetrics(
        database,
        run,
        steps.map((step, i) => ({ step, metrics: { [metric]: values[i] } })),
      )
    }
  },
})

function textOf(value: number): 'NaN' | 'Infinity' | '-Infinity' {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

const watched = definePart({
  name: 'watched',
  telling: true,
  places: ['index'],
  schema: watchedSentenceSchema,
  read: listWatched,
  store: (database, run, lines) => putWatched(database, run, lines),
})

const mapSchema = attentionMapSchema
  .extend({
    layers: z.int().min(0).max(1000),
    heads: z.int().min(0).max(1000),
    weights: halvesSchema,
    window: z
      .strictObject({ centres: halvesSchema, reach: jsonNumberSchema, outside: halvesSchema.optional() })
      .optional(),
  })
  .refine(hasItsSizes, 'must have as many weights as its layers, heads and tokens make')

function hasItsSizes({ layers, heads, source, target, weights, window }: AttentionMap): boolean {
  const rows = layers * target.length
  if (weights.length !== rows * heads * source.length) return false
  if (!window) return true
  return window.centres.length === rows && (window.outside?.length ?? rows * heads) === rows * heads
}

const attention = definePart({
  name: 'attention',
  telling: true,
  mostLineBytes: LONG_LINE_BYTES,
  places: ['step', 'sentence'],
  schema: z.strictObject({
    step: stepSchema,
    sentence: z.int().min(0),
    text: z.string(),
    maps: z.array(mapSchema).max(2).readonly(),
  }),
  *read(database, run) {
    for (const { step, sentence } of snapshotPlaces(database, run)) {
      const found = packedSnapshot(database, run, sentence, step)
      if (found) yield { step, sentence, text: found.text, maps: found.maps.map((map) => mapText(map.unpack())) }
    }
  },
  store(database, run, lines) {
    for (const { step, sentence, text, maps } of lines) {
      putSnapshot(database, run, { step, sentences: [{ index: sentence, text, maps }] })
    }
  },
})

function mapText({ weights, window, ...map }: AttentionMap) {
  if (!window) return { ...map, weights: toHalves(weights) }
  const { centres, reach, outside } = window
  const texts = { centres: toHalves(centres), reach, ...(outside && { outside: toHalves(outside) }) }
  return { ...map, weights: toHalves(weights), window: texts }
}

const outputs = definePart({
  name: 'outputs',
  telling: false,
  mostLineBytes: LONG_LINE_BYTES,
  places: ['step'],
  schema: z.strictObject({
    step: stepSchema,
    /** The digest of the list of pairs that they are of. */
    pairs: digestSchema,
    outputs: z.strictObject({
      tokens: z.array(z.string()).readonly(),
      lengths: wholeNumbersSchema,
      ids: wholeNumbersSchema,
      scores: z.array(jsonNumberSchema).transform((values) => Float32Array.from(values)),
      exact: wholeNumbersSchema,
      edits: wholeNumbersSchema,
      references: wholeNumbersSchema,
      misaligned: wholeNumbersSchema,
      links: wholeNumbersSchema,
    }),
  }),
  *read(database, run) {
    for (const { step, list } of listOutputs(database, run)) {
      const { tokens, scores, ...columns } = readOutputs(database, { run, step })
      const numbers = (values: Int32Array) => Array.from(values)
      yield {
        ...{ step, pairs: list },
        outputs: {
          tokens,
          scores: Array.from(scores, (value) => (Number.isFinite(value) ? value : textOf(value))),
          lengths: numbers(columns.lengths),
          ids: numbers(columns.ids),
          exact: numbers(columns.exact),
          edits: numbers(columns.edits),
          references: numbers(columns.references),
          misaligned: numbers(columns.misaligned),
          links: numbers(columns.links),
        },
      }
    }
  },
  store(database, run, lines, { pairList, refuse }) {
    for (const [index, { step, pairs, outputs: columns }] of lines.entries()) {
      const list = pairList(pairs)
      if (!list) throw refuse(index, `the pairs ${pairs} are not in the bundle`)
      const { tokens, ids, lengths, ...others } = columns
      const isWhole =
        lengths.length <= list.count &&
        Object.values(others).every(({ length }) => length === lengths.length) &&
        lengths.reduce((sum, length) => sum + length, 0) === ids.length &&
        ids.every((id) => id < tokens.length)
      if (!isWhole) throw refuse(index, `the columns of step ${step} do not fit each other`)
      putOutputs(database, { run, step }, { list, outputs: columns, most: Infinity })
    }
  },
})

/** All that is stored of a run beside its row and its checkpoints, each part after those that it refers to. */
export const PARTS: readonly Part[] = [transitions, log, EVALUATIONS, METRICS, watched, attention, outputs]
