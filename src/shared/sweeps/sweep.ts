import { z } from 'zod'
import { atOnceSchema } from '../contract/queue.ts'
import { METRIC_NAMES } from '../metrics.ts'
import { runNameSchema } from '../run-name.ts'
import { LARGEST_SEED } from '../seed.ts'

/** What a sweep may hold at most. `bytes` is of its file. */
export const SWEEP_BOUNDS = {
  runs: 10_000,
  axes: 50,
  values: 10_000,
  combinations: 100_000,
  bytes: 4 * 1024 ** 2,
} as const

const pathSchema = z.string().min(1).max(200).describe('Dotted path of a setting, such as model.attention.score')
const valuesSchema = z.array(z.json()).min(1).max(SWEEP_BOUNDS.values)
const listsSchema = z
  .record(pathSchema, valuesSchema)
  .refine((settings) => Object.keys(settings).length > 0, 'needs a setting')

const interval = { minimum: z.number(), maximum: z.number() }
const isInterval = ({ minimum, maximum }: { minimum: number; maximum: number }) => minimum <= maximum

/** What a number or a choice is drawn from. */
export const distributionSchema = z.discriminatedUnion('distribution', [
  z
    .strictObject({ distribution: z.literal('uniform'), ...interval })
    .refine(isInterval, 'needs a minimum that is not above its maximum')
    .describe('Every number between the two is as likely'),
  z
    .strictObject({ distribution: z.literal('log-uniform'), ...interval })
    .refine(({ minimum }) => minimum > 0, 'needs a minimum above 0: there is no logarithm of other numbers')
    .refine(isInterval, 'needs a minimum that is not above its maximum')
    .describe('Every order of magnitude between the two is as likely, as for learning rates'),
  z
    .strictObject({ distribution: z.literal('int'), minimum: z.int(), maximum: z.int() })
    .refine(isInterval, 'needs a minimum that is not above its maximum')
    .describe('Every whole number from the one to the other, both included'),
  z.strictObject({ distribution: z.literal('choice'), values: valuesSchema }).describe('One of these'),
])
export type Distribution = z.output<typeof distributionSchema>

const axisSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('grid'), settings: listsSchema })
    .describe('Every value of each setting with every value of the others'),
  z
    .strictObject({ kind: z.literal('zip'), settings: listsSchema })
    .refine(
      ({ settings }) => new Set(Object.values(settings).map(({ length }) => length)).size <= 1,
      'needs lists of one length: the first values go together, then the second ones',
    )
    .describe('The first values of all settings together, then the second ones, and so on'),
  z
    .strictObject({
      kind: z.literal('list'),
      points: z.array(z.record(pathSchema, z.json())).min(1).max(SWEEP_BOUNDS.values),
    })
    .describe('These and no others, each with settings of its own'),
  z
    .strictObject({
      kind: z.literal('random'),
      count: z.int().min(1).max(SWEEP_BOUNDS.runs).describe('How many are drawn'),
      settings: z
        .record(pathSchema, distributionSchema)
        .refine((settings) => Object.keys(settings).length > 0, 'needs a setting'),
    })
    .describe('Drawn with the seed of the sweep; further draws leave the first ones as they are'),
])
export type SweepAxis = z.output<typeof axisSchema>

const conditionSchema = z.strictObject({
  setting: pathSchema.describe('Is left out, and so has the value of the base, unless the condition holds'),
  when: z
    .record(pathSchema, z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1))
    .describe('Each of these settings has one of these values'),
})

const least = z.int().min(1).max(10_000_000)

const stoppingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }).describe('Every run is trained to its end'),
  z
    .strictObject({
      kind: z.literal('halving'),
      eta: z.int().min(2).max(20).default(3).describe('One in so many goes on from each rung'),
      least: least
        .optional()
        .describe(
          'Steps of the first rung; without it evaluation.every of the base. Each further one has eta times as many',
        ),
    })
    .describe('Asynchronous successive halving (ASHA)'),
  z
    .strictObject({
      kind: z.literal('median'),
      least: least
        .optional()
        .describe('No run is stopped before so many steps; without it evaluation.every of the base'),
      runs: z.int().min(1).max(1000).default(5).describe('No run is stopped before so many others have come as far'),
    })
    .describe('A run is stopped whose best value so far is worse than the median of the means of the others'),
])
export type Stopping = z.output<typeof stoppingSchema>

export const budgetSchema = z.strictObject({
  runs: z.int().min(1).max(SWEEP_BOUNDS.runs).optional().describe('The first so many runs and no more'),
  steps: z.int().min(1).optional().describe('Steps of all runs together; a run that would go beyond does not start'),
  atOnce: atOnceSchema
    .optional()
    .describe('How many of its runs train at a time; without it as many as the queue lets'),
})

/** Many runs that differ in some settings, as one object that travels: a file, or what the window puts together. */
export const sweepSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: runNameSchema.default('').describe('What the sweep is called; its runs have their settings behind it'),
    base: z
      .record(z.string(), z.json())
      .describe('A configuration, as `saccade train` takes it: what all runs have in common'),
    axes: z
      .array(axisSchema)
      .max(SWEEP_BOUNDS.axes)
      .default([])
      .describe('What varies: every value of one axis with every value of the others'),
    seeds: z
      .array(z.int().min(0).max(LARGEST_SEED))
      .min(1)
      .max(1000)
      .optional()
      .describe('Every combination is trained with each of these; without it with the seed of the base'),
    conditions: z
      .array(conditionSchema)
      .max(100)
      .default([])
      .describe('Settings that mean something only beside others'),
    clashes: z
      .enum(['refuse', 'leave-out'])
      .default('refuse')
      .describe(
        'What becomes of combinations that cannot be trained: the sweep is refused, or they are left out and listed',
      ),
    seed: z.int().min(0).max(LARGEST_SEED).default(1).describe('Of what is drawn'),
    metric: z
      .strictObject({
        name: z.enum(METRIC_NAMES),
        better: z
          .enum(['higher', 'lower'])
          .optional()
          .describe('Needed only of a metric of which neither is known to be better'),
      })
      .optional()
      .describe('What runs are compared by, at their best; without it training.earlyStopping.metric of the base'),
    stopping: stoppingSchema.default({ kind: 'none' }).describe('Which runs end early'),
    budget: budgetSchema.prefault({}).describe('What the sweep may take'),
  })
  .meta({ title: 'Saccade sweep' })

export type Sweep = z.output<typeof sweepSchema>

/** The JSON Schema (draft 2020-12) of what a sweep file may hold. */
export function sweepJsonSchema(): object {
  return z.toJSONSchema(sweepSchema, { io: 'input' })
}
