import type { SweepTask, SweepTasks } from '../../../shared/contract/sweeps.ts'
import { METRICS, type MetricName } from '../../../shared/metrics.ts'
import { formatMetric, formatTime } from '../../format.ts'
import { print, printError } from '../../output.ts'
import { formatTable } from '../../table.ts'

/** How the tasks of a sweep stand; on standard error the end of the log of those that something happened to. */
export function printTasks({ sweep, tasks, inSlurm, slurmTrouble }: SweepTasks): void {
  const rows = tasks.map((task) => [
    ...[task.number, task.run ?? '–', task.state, ...(inSlurm ? [task.slurm || '–'] : [])],
    ...[task.steps > 0 ? `${task.step} of ${task.steps}` : '–', lastOf(task, sweep.metric.name), task.label],
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

function lastOf({ curve }: SweepTask, metric: MetricName): string {
  const last = curve.values.at(-1)
  return last === undefined ? '–' : formatMetric(metric, last)
}
