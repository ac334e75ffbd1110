import path from 'node:path'
import process from 'node:process'
import { SaccadeError } from '../../shared/errors.ts'
import { shellCommand } from '../../shared/shell-words.ts'
import type { SlurmSettings } from '../../shared/sweeps/slurm-settings.ts'

export interface ArrayJob {
  /** The folder of the sweep, on a file system that all nodes see. */
  readonly folder: string
  readonly name: string
  /** Numbers of the tasks to train. */
  readonly tasks: readonly number[]
  /** Program and words by which nodes start Saccade, where the settings say none. */
  readonly saccade: readonly string[]
  /** Exit code of a task that made a checkpoint and goes on when it is called again. */
  readonly again: number
}

/**
 * The script of one array job that trains the tasks of a sweep's folder. Slurm's warning before the time limit goes to the script
 * alone (`--signal=B:`), which hands it on; a task that then ends with a checkpoint is queued again, under the same number.
 * @throws bad-usage where the folder has a name that Slurm cannot take
 */
export function slurmScript({ folder, name, tasks, saccade, again }: ArrayJob, settings: SlurmSettings): string {
  if (/["\\\r\n]/.test(folder)) {
    throw new SaccadeError(
      'bad-usage',
      `Slurm takes no folder with quotes, backslashes or line breaks in its name: ${folder}`,
    )
  }
  const { timeMinutes, arrayParallelism, warnSeconds, sbatch, setup } = settings
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['job-name', jobName(name)],
    ['array', `${ranges(tasks)}${arrayParallelism === undefined ? '' : `%${arrayParallelism}`}`],
    ['output', `"${path.join(folder.replaceAll('%', '%%'), 'tasks', '%a', 'slurm.log')}"`],
    ['open-mode', 'append'],
    ['partition', settings.partition],
    ['time', timeMinutes],
    ['signal', `B:USR1@${warnSeconds}`], // the partition may have a limit where none is said
    ['cpus-per-task', settings.cpusPerTask],
    ['gpus-per-node', settings.gpusPerNode],
    ['mem', settings.memoryGb === undefined ? undefined : `${settings.memoryGb}G`],
    ['constraint', settings.constraint],
    ['account', settings.account],
  ]
  const task = `${settings.saccade ?? shellCommand(saccade)} ${shellCommand(['sweep', 'run-task', folder])}`
  return `#!/bin/bash
${options.flatMap(([key, value]) => (value === undefined ? [] : `#SBATCH --${key}=${value}`)).join('\n')}
#SBATCH --requeue
${sbatch.map((one) => `${one.startsWith('#SBATCH') ? '' : '#SBATCH '}${one}\n`).join('')}
warned=0
task=
trap 'warned=1; if [ -n "$task" ]; then kill -USR1 "$task"; fi' USR1
trap 'if [ -n "$task" ]; then kill -TERM "$task"; else exit 143; fi' TERM
${setup.map((one) => `${one}\n`).join('')}${task} "$SLURM_ARRAY_TASK_ID" &
task=$!
# A signal ends the wait and not the task.
while kill -0 "$task" 2>/dev/null; do wait "$task"; done
wait "$task"
code=$?
if ((warned && code == ${again})); then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
`
}

/** Variables by which sbatch would be told otherwise than by the script of these settings. */
export function overriding(settings: SlurmSettings): string[] {
  const always = ['ARRAY_INX', 'ERROR', 'JOB_NAME', 'NO_REQUEUE', 'OPEN_MODE', 'OUTPUT', 'SIGNAL', 'WAIT']
  const { partition, timeMinutes, gpusPerNode, memoryGb, constraint, account } = settings
  const said = Object.entries({
    ...{ PARTITION: partition, TIMELIMIT: timeMinutes, GPUS_PER_NODE: gpusPerNode, MEM_PER_NODE: memoryGb },
    ...{ CONSTRAINT: constraint, ACCOUNT: account },
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return [...new Set([...always, ...said, ...optionsOf(settings)])].map((name) => `SBATCH_${name}`)
}

/** Options whose variable is not called as they are, and short ones, by their first letter. */
const VARIABLES: Readonly<Record<string, string>> = {
  ...{ time: 'TIMELIMIT', mem: 'MEM_PER_NODE', cluster: 'CLUSTERS', t: 'TIMELIMIT', M: 'CLUSTERS' },
  ...{ A: 'ACCOUNT', C: 'CONSTRAINT', G: 'GPUS', p: 'PARTITION', q: 'QOS' },
}

/** What the further lines say, as the variables for it are called: `QOS` of `--qos=long`. */
function optionsOf({ sbatch }: SlurmSettings): string[] {
  return sbatch.flatMap((line) =>
    line.split(/\s+/).flatMap((word) => {
      const [, long, short] = /^(?:--([a-z][a-z-]*)|-([A-Za-z]))/.exec(word) ?? []
      const name = long ?? short
      if (name === undefined) return []
      return VARIABLES[name] ?? (long === undefined ? [] : long.toUpperCase().replaceAll('-', '_'))
    }),
  )
}

/** Another cluster than that of this machine is not asked later how its jobs stand. @throws bad-usage */
export function checkOneCluster(settings: SlurmSettings): void {
  const variable = ['SBATCH_CLUSTERS', 'SLURM_CLUSTERS'].find((name) => process.env[name])
  const said = variable ?? (optionsOf(settings).includes('CLUSTERS') ? 'A line of sbatch' : undefined)
  if (said === undefined) return
  throw new SaccadeError('bad-usage', `${said} names clusters, and tasks are only handed to that of this machine`, {
    hint: 'Hand them over where that cluster is the own one, and leave the name of the cluster out.',
  })
}

/** What lists of jobs show without trouble. */
const jobName = (name: string): string => name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-').slice(0, 60) || 'saccade'

/** `0-3,7` */
export function ranges(numbers: readonly number[]): string {
  const parts: { from: number; to: number }[] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = parts.at(-1)
    if (last?.to === number - 1) last.to = number
    else parts.push({ from: number, to: number })
  }
  return parts.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}
