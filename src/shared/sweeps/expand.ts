import { type JsonObject, merge } from '../config/assign.ts'
import { checkConfiguration } from '../config/check.ts'
import { composeConfiguration } from '../config/compose.ts'
import type { Configuration } from '../config/configuration.ts'
import { type Problem, SaccadeError, toErrorData } from '../errors.ts'
import { METRICS, type MetricName } from '../metrics.ts'
import { BETWEEN, nameWithin } from '../run-name.ts'
import { type Point, combine, nested, pointLabel, withConditions } from './points.ts'
import { badSweep, variedPaths } from './read-sweep.ts'
import { SWEEP_BOUNDS, type Sweep } from './sweep.ts'

/** A run that a sweep stands for. */
export interface PlannedRun {
  /** What it differs from the base in, its seed with it where the sweep says seeds. */
  readonly point: Point
  readonly label: string
  readonly configuration: Configuration
}

/** A combination that cannot be trained, with the clashes that say why. */
export interface LeftOut {
  readonly label: string
  readonly problems: readonly Problem[]
}

export interface SweepMetric {
  readonly name: MetricName
  readonly better: 'higher' | 'lower'
}

export interface Expansion {
  /** In the order in which they are to be trained: every combination with the first seed, then with the second. */
  readonly runs: readonly PlannedRun[]
  readonly leftOut: readonly LeftOut[]
  /** How many combinations are the same as an earlier one, by conditions or by chance. */
  readonly same: number
  /** How many runs the budget leaves out. */
  readonly beyond: number
  readonly metric: SweepMetric
}

/** More is not read. */
const MOST_PROBLEMS = 50

/**
 * All runs of a sweep: a pure function of it. File names in it are taken as they are.
 * @throws bad-configuration with the clashes of every combination that cannot be trained, unless they are to be left out;
 * where no run is left; and where the metric is not one that these runs measure
 */
export function expandSweep(sweep: Sweep): Expansion {
  const paths = variedPaths(sweep)
  const seen = new Set<string>()
  const planned: { point: Point; configuration: Configuration }[] = []
  const leftOut: LeftOut[] = []
  let same = 0
  for (const combination of combine(sweep)) {
    const { point, check } = tryPoint(combination, sweep)
    if (!check.ok) {
      leftOut.push({ label: pointLabel(point, paths), problems: check.problems })
      continue
    }
    const key = JSON.stringify({ ...check.configuration, preset: '' })
    if (seen.has(key)) same += 1
    else {
      seen.add(key)
      planned.push({ point, configuration: check.configuration })
    }
  }
  const [first] = planned
  const common = first ? null : inCommon(leftOut)
  if (!first) throw common ? refused(common, IN_COMMON) : refused(leftOut)
  if (leftOut.length > 0 && sweep.clashes === 'refuse') throw refused(leftOut)
  const all = (sweep.seeds ? [...new Set(sweep.seeds)] : [null]).flatMap((seed) =>
    planned.map((one) => withSeed(one, seed, sweep, paths)),
  )
  const most = Math.min(sweep.budget.runs ?? Infinity, all.length)
  if (most > SWEEP_BOUNDS.runs) {
    throw badSweep([{ path: 'axes', message: `make ${all.length} runs; ${SWEEP_BOUNDS.runs} is the most` }])
  }
  return {
    runs: all.slice(0, most),
    leftOut,
    same,
    beyond: all.length - most,
    metric: metricOf(sweep, first.configuration),
  }
}

function tryPoint(combination: Point, sweep: Sweep): { point: Point; check: ReturnType<typeof checkConfiguration> } {
  let point = combination
  try {
    point = withConditions(combination, sweep, compose(combination, sweep))
    return { point, check: checkConfiguration(compose(point, sweep)) }
  } catch (error) {
    // A preset that there is none of, or settings put where none can be.
    if (!(error instanceof SaccadeError)) throw error
    const { message, problems } = toErrorData(error)
    return { point, check: { ok: false, problems: problems.length > 0 ? [...problems] : [{ path: '', message }] } }
  }
}

function compose(point: Point, { base }: Sweep): JsonObject {
  return composeConfiguration({ file: nested(point).reduce(merge, base) })
}

function withSeed(
  { point, configuration }: { point: Point; configuration: Configuration },
  seed: number | null,
  { name }: Sweep,
  paths: readonly string[],
): PlannedRun {
  const whole: Point = seed === null ? point : { ...point, seed }
  const label = pointLabel(whole, paths)
  const own = name === '' ? label : `${name}${BETWEEN}${label}`
  return {
    point: whole,
    label,
    configuration: { ...configuration, name: nameWithin(own), ...(seed !== null && { seed }) },
  }
}

/** Where no combination can be trained, what is wrong with all of them is said once; null where they differ. */
function inCommon(leftOut: readonly LeftOut[]): LeftOut[] | null {
  const textOf = ({ path, message }: Problem) => `${path}: ${message}`
  const [first, ...others] = leftOut
  const sets = others.map(({ problems }) => new Set(problems.map(textOf)))
  const problems = first?.problems.filter((problem) => sets.every((set) => set.has(textOf(problem)))) ?? []
  return problems.length === 0 ? null : [{ label: 'every combination', problems }]
}

/** Its path says which combination it is of. */
function problemsOf({ label, problems }: LeftOut): Problem[] {
  return problems.map(({ path, message }) => ({ path: path ? `${label}: ${path}` : label, message }))
}

const APART = 'Take them out, give them a condition, or have them left out: "clashes": "leave-out".'
const IN_COMMON = 'Mend the base, or what all combinations share.'

function refused(leftOut: readonly LeftOut[], hint = APART): SaccadeError {
  const problems = leftOut.flatMap(problemsOf)
  const shown = problems.slice(0, MOST_PROBLEMS)
  const more = problems.length - shown.length
  return new SaccadeError(
    'bad-configuration',
    `The sweep has combinations that cannot be trained: ${shown
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    { problems: shown, hint },
  )
}

function metricOf({ metric }: Sweep, configuration: Configuration): SweepMetric {
  const name = metric?.name ?? configuration.training.earlyStopping.metric
  const { better } = METRICS[name]
  if (better === 'neither') {
    if (metric?.better) return { name, better: metric.better }
    throw badSweep([
      { path: 'metric.better', message: `is missing: of “${name}” neither high nor low is better by itself` },
    ])
  }
  if (metric?.better !== undefined && metric.better !== better) {
    throw badSweep([
      {
        path: 'metric.better',
        message: `“${metric.better}” clashes with metric.name: of “${name}” ${better} is better`,
      },
    ])
  }
  // What a run never measures cannot choose its best checkpoint either, which is checked with every configuration.
  const { training } = configuration
  const chosen = {
    ...configuration,
    training: { ...training, earlyStopping: { ...training.earlyStopping, metric: name } },
  }
  const check = checkConfiguration(chosen)
  const clash = check.ok ? undefined : check.problems.find(({ path }) => path === 'training.earlyStopping.metric')
  if (clash) throw badSweep([{ path: 'metric.name', message: clash.message }])
  return { name, better }
}

/** How many steps all runs take together where each is trained to its end. */
export function stepsOf({ runs }: Pick<Expansion, 'runs'>): number {
  return runs.reduce((sum, { configuration }) => sum + configuration.training.steps, 0)
}

/** A sweep that says what it left to its base: by which metric runs are compared, and where rungs and judging begin. */
export type ResolvedSweep = Sweep & { readonly metric: SweepMetric }

/** The sweep with what it leaves to its base filled in, so that it can be read without going through its runs. */
export function resolveSweep(sweep: Sweep, { metric, runs }: Pick<Expansion, 'metric' | 'runs'>): ResolvedSweep {
  const { stopping } = sweep
  const every = runs[0]?.configuration.evaluation.every ?? 1
  return {
    ...sweep,
    metric,
    stopping: stopping.kind === 'none' ? stopping : { ...stopping, least: stopping.least ?? every },
  }
}
