import type { SweepRun, SweepTask, SweepTasks } from '../../../shared/contract/sweeps.ts'
import { METRICS } from '../../../shared/metrics.ts'
import { formatMetric, formatTime } from '../../format.ts'
import { print, printError } from '../../output.ts'
import { formatTable } from '../../table.ts'

/**
 * How the tasks of a sweep stand, with the best value of those that have come in, which `plan` has, and the last one of the others; on
 * standard error the end of the log of those that something happened to.
 */
export function printTasks({ sweep, tasks, inSlurm, slurmTrouble }: SweepTasks, plan: readonly SweepRun[]): void {
  const bests = new Map(plan.map(({ run, best }) => [run, best?.value]))
  const valueOf = ({ run, curve }: SweepTask): string => {
    const value = run === null ? curve.values.at(-1) : bests.get(run)
    return value === undefined ? '–' : formatMetric(sweep.metric.name, value)
  }
  const rows = tasks.map((task) => [
    ...[task.number, task.run ?? '–', task.state, ...(inSlurm ? [task.slurm || '–'] : [])],
    ...[task.steps > 0 ? `${task.step} of ${task.steps}` : '–', valueOf(task), task.label],
  ])
  const head = [
    'TASK',
    'RUN',
    'STATE',
    ...(inSlurm ? ['SLURM'] : []),
    'STEP',
    METRICS[sweep.metric.name].title.toUpperCase(),
    'SETTINGS',
  ]
  print(...formatTable(head, rows))
  if (slurmTrouble) printError(`Slurm did not answer at ${formatTime(slurmTrouble.at)}: ${slurmTrouble.message}`)
  for (const { number, state, slurm, reason, log } of tasks.filter(isTroubled)) {
    const what = [state, slurm].filter(Boolean).join(', ')
    printError(`task ${number} ${what}${reason ? `: ${reason}` : ''}`, ...log.map((line) => `  ${line}`))
  }
}

const isTroubled = ({ state, log }: SweepTask) =>
  state === 'failed' || state === 'lost' || state === 'unreadable' || (state === 'stopped' && log.length > 0)
