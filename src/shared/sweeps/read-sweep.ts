import { isJsonObject } from '../config/assign.ts'
import { DEFAULT_SETTINGS } from '../config/settings.ts'
import { settingChoices, settingTitle } from '../config/titles.ts'
import { counted } from '../counted.ts'
import { type Problem, SaccadeError } from '../errors.ts'
import { problemsText, schemaProblems } from '../schema-problems.ts'
import { countPoints } from './points.ts'
import { saidTwice } from './said-twice.ts'
import { SWEEP_BOUNDS, type Sweep, type SweepAxis, sweepSchema } from './sweep.ts'

const HINT = {
  terminal:
    'Mend what is named; `saccade sweep schema` prints what a sweep file may hold, and docs/sweeps.md explains it.',
  window: 'Mend what is named.',
}

/** Reads an unknown value as a sweep. @throws bad-configuration with every problem in it, each with its path */
export function readSweep(value: unknown): Sweep {
  if (!isJsonObject(value)) throw badSweep([{ path: '(sweep)', message: 'must be an object with a base and axes' }])
  const parsed = sweepSchema.safeParse(value)
  if (!parsed.success) {
    throw badSweep(
      schemaProblems(parsed.error, value).map(({ path, message }) => ({ path: path || '(sweep)', message })),
    )
  }
  const problems = [...pathProblems(parsed.data), ...sizeProblems(parsed.data)]
  if (problems.length > 0) throw badSweep(problems)
  return parsed.data
}

/**
 * The content of a file, as somebody writes it.
 * @param wasStored whether it is of a stored sweep, of which less is asked: a former version may have stored it
 * @throws bad-configuration where it is no JSON, no sweep, says something twice, or has a condition that is never true
 */
export function readSweepFile(text: string, name: string, { wasStored = false } = {}): Sweep {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-configuration', `${name} is not JSON: ${reason}`, { hint: HINT })
  }
  const sweep = readSweep(value)
  const problems = wasStored ? [] : [...saidTwice(sweep), ...neverTrue(sweep)]
  if (problems.length > 0) throw badSweep(problems)
  return sweep
}

/** A condition on a value that its setting cannot have. What is stored is read all the same: it harms nothing there. */
function neverTrue({ conditions }: Sweep): Problem[] {
  return conditions.flatMap(({ when }, index) =>
    Object.entries(when).flatMap(([path, wanted]): Problem[] => {
      const { values, closed } = settingChoices(path)
      const never = closed ? wanted.filter((value) => !values.some((one) => one === value)) : []
      if (never.length === 0) return []
      const message = `${never.map((value) => `“${value}”`).join(', ')} is no value of ${path}, which has ${values.join(', ')}`
      return [{ path: `conditions.${index}.when`, message }]
    }),
  )
}

export function badSweep(problems: readonly Problem[]): SaccadeError {
  return new SaccadeError(
    'bad-configuration',
    `The sweep has ${counted(problems.length, 'problem')}: ${problemsText(problems)}`,
    { problems, hint: HINT },
  )
}

/** The settings that an axis names. */
export function pathsOf(axis: SweepAxis): string[] {
  return axis.kind === 'list'
    ? [...new Set(axis.points.flatMap((point) => Object.keys(point)))]
    : Object.keys(axis.settings)
}

/** All settings that vary, the seed left out, in the order in which they are named. */
export function variedPaths({ axes }: Pick<Sweep, 'axes'>): string[] {
  return [...new Set(axes.flatMap(pathsOf))]
}

function pathProblems({ axes, conditions, seeds }: Sweep): Problem[] {
  const problems: Problem[] = []
  const before = new Map<string, number>()
  axes.forEach((axis, index) => {
    const where = `axes.${index}.${axis.kind === 'list' ? 'points' : 'settings'}`
    for (const path of pathsOf(axis)) {
      const first = before.get(path)
      before.set(path, index)
      if (path === 'name') problems.push({ path: where, message: '“name” cannot vary: runs are named by what varies' })
      else if (path === 'seed' && seeds)
        problems.push({ path: where, message: '“seed” clashes with seeds: say the seeds of the runs once' })
      else if (!isSetting(path)) problems.push({ path: where, message: `there is no setting “${path}”` })
      else if (first !== undefined)
        problems.push({ path: where, message: `“${path}” varies in axes.${first} already: one axis says it` })
    }
  })
  conditions.forEach(({ setting, when }, index) => {
    if (!before.has(setting))
      problems.push({ path: `conditions.${index}.setting`, message: `“${setting}” does not vary: no axis names it` })
    for (const path of Object.keys(when).filter((one) => !isSetting(one)))
      problems.push({ path: `conditions.${index}.when`, message: `there is no setting “${path}”` })
    if (Object.hasOwn(when, setting))
      problems.push({ path: `conditions.${index}.when`, message: `“${setting}” cannot be its own condition` })
  })
  return problems
}

/** A setting, a group of settings such as `data.source`, or one of what says who a run is. */
function isSetting(path: string): boolean {
  if (path === 'preset' || path === 'seed' || path === 'data.source') return true
  if (Object.hasOwn(DEFAULT_SETTINGS, path) || settingTitle(path) !== path) return true
  return Object.keys(DEFAULT_SETTINGS).some((one) => one.startsWith(`${path}.`))
}

function sizeProblems(sweep: Sweep): Problem[] {
  const count = countPoints(sweep) * (sweep.seeds?.length ?? 1)
  if (count <= SWEEP_BOUNDS.combinations) return []
  return [{ path: 'axes', message: `make ${count} combinations; ${SWEEP_BOUNDS.combinations} is the most` }]
}
