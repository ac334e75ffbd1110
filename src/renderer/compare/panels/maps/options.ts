import { z } from 'zod'
import { MAP_SCALES } from '../../../../shared/attention/colours.ts'
import { HEAD_ORDERS } from '../../../../shared/attention/heads.ts'
import { SCALING_KINDS } from '../../../../shared/attention/scaling.ts'
import { MOST_ZOOM } from '../../../maps/face-layout.ts'

const modeSchema = z.enum(['teacher-forced', 'free-running'])
const oneAxisSchema = z.union([z.enum(['mean', 'maximum']), z.int().min(0)])
/** `all` shows each by itself. */
const axisSchema = z.union([oneAxisSchema, z.literal('all')]).default('mean')

/** What is taken from every map; what is null is as in the map itself. */
const minusSchema = z.object({
  run: z.string().min(1).max(100).nullable().default(null),
  step: z.int().min(0).nullable().default(null),
  mode: modeSchema.nullable().default(null),
  layer: oneAxisSchema.nullable().default(null),
  head: oneAxisSchema.nullable().default(null),
})

export const mapsOptions = z.object({
  mode: z.enum(['teacher-forced', 'free-running', 'both']).default('teacher-forced'),
  layer: axisSchema,
  head: axisSchema,
  /** Of layers and heads that are shown each by itself. */
  order: z.enum(HEAD_ORDERS).default('place'),
  /** Pieces of words put together. */
  words: z.boolean().default(false),
  minus: minusSchema.nullable().default(null),
  scale: z.enum(MAP_SCALES).default('ink'),
  scaling: z.enum(SCALING_KINDS).default('linear'),
  /** The weight that takes the last colour. */
  ceiling: z.union([z.literal('auto'), z.number().positive().max(1)]).default('auto'),
  /** Whether all maps have one ceiling where it is automatic. */
  shared: z.boolean().default(true),
  /** What was turned on or off, by the names of the overlays. */
  overlays: z.record(z.string(), z.boolean()).default({}),
  zoom: z.number().min(0.25).max(MOST_ZOOM).default(1),
  centre: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).default({ x: 0.5, y: 0.5 }),
  /** Shows the map at so many steps beside each other; 0 at the cursor alone. */
  film: z.int().min(0).max(16).default(0),
  /** Which of the pages, of runs beyond what one holds. */
  page: z.int().min(0).default(0),
})

export type MapsOptions = z.output<typeof mapsOptions>
export type MapMinus = z.output<typeof minusSchema>
