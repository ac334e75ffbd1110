import type { SweepDetail, SweepRun, SweepSummary } from '../../../shared/contract/sweeps.ts'
import { counted } from '../../../shared/counted.ts'
import { toErrorData } from '../../../shared/errors.ts'
import { METRICS } from '../../../shared/metrics.ts'
import { isAtRung } from '../../../shared/sweeps/decisions.ts'
import { seedGroups } from '../../../shared/sweeps/groups.ts'
import { type CommonOptions, withHolder, withReadingHost } from '../../context.ts'
import { formatMetric, formatTime } from '../../format.ts'
import { print, printError, printJson } from '../../output.ts'
import { formatFacts, formatTable } from '../../table.ts'
import { goesOn } from './closing.ts'
import { findSweep } from './find.ts'
import { printTasks } from './tasks.ts'

/** `saccade sweep list` */
export function sweepList(options: CommonOptions): Promise<number> {
  return withReadingHost(options, async ({ sweeps }) => {
    const all = await sweeps.list()
    if (options.json) printJson(all)
    else if (all.length === 0) printError('There are no sweeps yet: saccade sweep FILE makes one.')
    else {
      const isHeld = await isFolderHeld(options)
      const rows = all.map((sweep) => row(sweep, isHeld))
      print(...formatTable(['SWEEP', 'STATE', 'RUNS', 'ENDED', 'BEST', 'MADE', 'NAME'], rows))
    }
  })
}

const isFolderHeld = async (options: CommonOptions): Promise<boolean> =>
  (await withHolder(options, () => Promise.resolve(0))) !== null

/** Of one that trains in the queue of a host, and no host is there. */
const isCutOff = ({ state, tasks }: SweepSummary, isHeld: boolean): boolean =>
  state === 'running' && (tasks?.open ?? 0) === 0 && !isHeld

function row(sweep: SweepSummary, isHeld: boolean): (string | number)[] {
  const { id, runs, created, name, unreadable } = sweep
  const state = isCutOff(sweep, isHeld) ? 'cut off' : sweep.state
  if (unreadable !== undefined)
    return [id, state, '–', '–', '–', formatTime(created), `${name} (cannot be read: ${unreadable})`]
  return [id, state, runs, endedOf(sweep), bestText(sweep), formatTime(created), name]
}

function endedOf({ counts }: SweepSummary): number {
  return counts.finished + counts.stopped + counts.failed + counts.halted
}

function bestText({ best, metric }: SweepSummary): string {
  return best ? formatMetric(metric.name, best.value) : '–'
}

export interface StatusOptions extends CommonOptions {
  readonly runs?: boolean
}

/** `saccade sweep status [SWEEP]`: how far it is, its best, and its table, by everything but the seed or run by run, and its tasks elsewhere. */
export function sweepStatus(named: string | undefined, options: StatusOptions): Promise<number> {
  return withReadingHost(options, async ({ sweeps }) => {
    const { id } = findSweep(await sweeps.list(), named)
    const detail = await sweeps.get({ sweep: id })
    const tasks = detail.tasks && (await sweeps.tasks({ sweep: id }).catch(sayAway))
    if (options.json) printJson(tasks ? { ...detail, taskList: tasks.tasks } : detail)
    else {
      print(...describe(detail), '', ...tableOf(detail, options.runs ?? false))
      if (isCutOff(detail, await isFolderHeld(options))) printError(`Nobody trains it now: ${goesOn(id)}`)
      if (!tasks) return
      print('')
      printTasks(tasks, detail.plan)
    }
  })
}

/** What is in the history is told all the same. */
function sayAway(error: unknown): null {
  printError(`The tasks could not be looked at: ${toErrorData(error).message}`)
  return null
}

export function describe(sweep: SweepSummary): string[] {
  const { id, name, state, reason, counts, steps, metric, best, runs, tasks } = sweep
  const states = Object.entries(counts).flatMap(([of, count]) => (count > 0 ? [`${count} ${of}`] : []))
  return formatFacts(
    [
      ['sweep', `${id}, ${name}`],
      ['state', reason ? `${state}: ${reason}` : state],
      ['runs', [counted(runs, 'run'), ...(states.length > 0 ? [states.join(', ')] : [])].join(': ')],
      ...(tasks
        ? [
            [
              'tasks',
              tasks.open > 0 ? `${tasks.open} open in ${tasks.folder}` : `all done, in ${tasks.folder}`,
            ] as const,
          ]
        : []),
      [
        'steps',
        `${steps.done.toLocaleString('en')} of ${steps.planned.toLocaleString('en')}${
          tasks && tasks.open > 0 ? ', of the runs that have come' : ''
        }`,
      ],
      ['metric', `${METRICS[metric.name].title} (${metric.name}), ${metric.better} is better`],
      [
        'best',
        best ? `${formatMetric(metric.name, best.value)} at step ${best.step}: ${best.run}, ${best.label}` : '–',
      ],
    ],
    8,
  )
}

function tableOf(detail: SweepDetail, runs: boolean): string[] {
  const { plan, metric, varied } = detail
  if (plan.length === 0) return []
  const value = (number: number) => (Number.isNaN(number) ? '–' : formatMetric(metric.name, number))
  if (runs || !varied.includes('seed')) {
    const rows = plan.map((run) => [
      run.number,
      run.run ?? '–',
      stateText(run),
      run.step,
      run.best ? value(run.best.value) : '–',
      run.label,
    ])
    return formatTable(['NUMBER', 'RUN', 'STATE', 'STEP', 'BEST', 'SETTINGS'], rows)
  }
  const groups = seedGroups(plan, { better: metric.better, varied })
  return formatTable(
    ['RUNS', 'MEAN', '±', 'LEAST', 'MOST', 'SETTINGS'],
    groups.map(({ label, runs: members, spread: { n, mean, deviation, min, max } }) => [
      n === members.length ? `${n}` : `${n} of ${members.length}`,
      ...[mean, deviation, min, max].map(value),
      label,
    ]),
  )
}

function stateText({ state, halted }: SweepRun): string {
  if (state === null) return 'deleted'
  return isAtRung(state, halted) ? 'waits at a rung' : state
}
