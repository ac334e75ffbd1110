import { z } from 'zod'
import { runNameSchema } from '../run-name.ts'
import { LARGEST_SEED } from '../seed.ts'
import { dataSchema } from './data.ts'
import { modelSchema } from './model.ts'
import { trainingSchema } from './training.ts'
import { engineSchema } from './engine.ts'
import { evaluationSchema } from './evaluation.ts'

/** The whole of a run: the only source of the form, the documentation, `--set`, the diff and the checks. */
export const configurationSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: runNameSchema.default('').meta({
      title: 'Name',
      description: 'What the run is called; empty for a name made from preset and data',
      'x-basic': true,
    }),
    preset: z
      .string()
      .max(100)
      .default('')
      .meta({ title: 'Preset', description: 'The preset the model came from; for the record only' }),
    seed: z.int().min(0).max(LARGEST_SEED).default(1).meta({
      title: 'Seed',
      description: 'Seed of the weights, the order of the data, dropout and coins',
      'x-basic': true,
    }),
    data: dataSchema,
    model: modelSchema,
    training: trainingSchema,
    evaluation: evaluationSchema,
    engine: engineSchema,
  })
  .meta({ title: 'Saccade run' })

/** A complete, checked configuration: every default filled in. */
export type Configuration = z.output<typeof configurationSchema>
/** What a user may write: everything with a default may be left out. */
export type ConfigurationInput = z.input<typeof configurationSchema>

/** The JSON Schema (draft 2020-12) of what a user may write, with titles, descriptions, bounds, defaults and form hints. */
export function configurationJsonSchema(): Readonly<Record<string, unknown>> {
  return (jsonSchema ??= { ...z.toJSONSchema(configurationSchema, { io: 'input' }) })
}

/** Made once: it takes a tenth of the time in which the window opens. */
let jsonSchema: Readonly<Record<string, unknown>> | undefined
