import { z } from 'zod'
import { MAP_SCALES } from '../../../../shared/attention/colours.ts'

const axisSchema = z.union([z.enum(['mean', 'maximum']), z.int().min(0)]).default('mean')

export const mapsOptions = z.object({
  mode: z.enum(['teacher-forced', 'free-running']).default('teacher-forced'),
  layer: axisSchema,
  head: axisSchema,
  scale: z.enum(MAP_SCALES).default('ink'),
  /** The weight that takes the last colour. */
  ceiling: z.number().positive().max(1).default(1),
  zoom: z.number().min(0.25).max(20).default(1),
})

export type MapsOptions = z.output<typeof mapsOptions>
