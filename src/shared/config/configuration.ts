import { z } from 'zod'
import { type Problem, SaccadeError } from '../errors.ts'
import { findClashes } from './clashes.ts'
import { dataSchema } from './data.ts'
import { modelSchema } from './model.ts'
import { engineSchema, evaluationSchema, trainingSchema } from './training.ts'

/** The whole of a run: the only source of the form, the documentation, `--set`, the diff and the checks. */
export const configurationSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().max(200).default('').meta({
      title: 'Name',
      description: 'What the run is called; empty for a name made from preset and data',
      'x-basic': true,
    }),
    preset: z
      .string()
      .max(100)
      .default('')
      .meta({ title: 'Preset', description: 'The preset the model came from; for the record only' }),
    seed: z.int().min(0).max(2_147_483_647).default(1).meta({
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

export type ConfigurationCheck = { ok: true; configuration: Configuration } | { ok: false; problems: Problem[] }

/** Reads an unknown value as a configuration and finds every problem in it, each with its dotted path. */
export function checkConfiguration(value: unknown): ConfigurationCheck {
  const parsed = configurationSchema.safeParse(value)
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(describeIssue) }
  const problems = findClashes(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, configuration: parsed.data }
}

/** As {@link checkConfiguration}, but throws `bad-configuration` with all problems. */
export function parseConfiguration(value: unknown): Configuration {
  const check = checkConfiguration(value)
  if (check.ok) return check.configuration
  throw new SaccadeError('bad-configuration', summarize(check.problems), {
    problems: check.problems,
    hint: 'Mend the settings named; `saccade schema` prints every setting with its bounds.',
  })
}

/** The JSON Schema (draft 2020-12) of what a user may write, with titles, descriptions, bounds, defaults and form hints. */
export function configurationJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configurationSchema, { io: 'input' }) }
}

function summarize(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return `The configuration has ${count}: ${problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')}`
}

function describeIssue(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'no such setting' }))
  }
  return [{ path: path || '(configuration)', message: lowerFirst(issue.message) }]
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
