import { counted } from '../counted.ts'
import { type Problem, SaccadeError } from '../errors.ts'
import { problemsText, schemaProblems } from '../schema-problems.ts'
import { findClashes } from './clashes.ts'
import { type Configuration, configurationSchema } from './configuration.ts'

export type ConfigurationCheck = { ok: true; configuration: Configuration } | { ok: false; problems: Problem[] }

/** Reads an unknown value as a configuration and finds every problem in it, each with its dotted path. */
export function checkConfiguration(value: unknown): ConfigurationCheck {
  const parsed = configurationSchema.safeParse(value)
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error, value)
    return { ok: false, problems: problems.map((problem) => ({ ...problem, path: problem.path || '(configuration)' })) }
  }
  const problems = findClashes(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, configuration: parsed.data }
}

/** As {@link checkConfiguration}, but throws `bad-configuration` with all problems. */
export function parseConfiguration(value: unknown): Configuration {
  const check = checkConfiguration(value)
  if (check.ok) return check.configuration
  throw new SaccadeError('bad-configuration', summarize(check.problems), {
    problems: check.problems,
    hint: {
      terminal: 'Mend the settings named; `saccade schema` prints every setting with its bounds.',
      window: 'Mend the settings named.',
    },
  })
}

function summarize(problems: readonly Problem[]): string {
  return `The configuration has ${counted(problems.length, 'problem')}: ${problemsText(problems)}`
}
