import { MOST_AT_ONCE } from '../../shared/contract/queue.ts'
import { SWEEP_BOUNDS } from '../../shared/sweeps/sweep.ts'
import {
  type ExtendOptions,
  type ResumeOptions,
  sweepDetach,
  sweepExtend,
  sweepForget,
  sweepPause,
  sweepResume,
  sweepStop,
} from '../commands/sweep/change.ts'
import { sweepCollect } from '../commands/sweep/collect.ts'
import { sweepSchema } from '../commands/sweep/files.ts'
import { sweepRunTask } from '../commands/sweep/run-task.ts'
import { type SweepOptions, sweepRun } from '../commands/sweep/run.ts'
import { type StatusOptions, sweepList, sweepStatus } from '../commands/sweep/status.ts'
import type { CommonOptions } from '../context.ts'
import { readBounded } from '../read-bounded.ts'
import type { Makers } from './group.ts'

const COUNT = { minimum: 1, maximum: SWEEP_BOUNDS.runs }

/** `saccade sweep` and what it can do. */
export function addSweeps({ program, command, finish }: Makers): void {
  const sweep = program
    .command('sweep')
    .description('train many runs that differ in some settings')
    .usage('<file> [options] | <command>')
    .addHelpText(
      'after',
      '\nsaccade sweep FILE trains the runs of a file; saccade sweep run --help has its options, such as --dry-run and --on.\nWithout a name the sweep that was made last is meant.',
    )
  command('run <file>', 'train the runs of a sweep file; `run` may be left out', sweep, { isDefault: true })
    .option('--dry-run', 'only list the runs, and reckon how long they take')
    .option('--no-probe', 'with --dry-run, train nothing to measure it')
    .option('--trust-score', 'run the code of the score files that it names; read them first')
    .option(
      '--on <place...>',
      '`folder DIR`: do not train; write numbered tasks for the array jobs of a scheduler; `slurm DIR`: hand them to Slurm too',
    )
    .option(
      '--slurm <setting...>',
      'with --on slurm: partition=, timeMinutes=, cpusPerTask= and others of docs/cluster.md',
    )
    .action(async (file: string, options: SweepOptions) => finish(await sweepRun(file, options)))
  command('list', 'list the sweeps, last made first', sweep).action(async (options: CommonOptions) =>
    finish(await sweepList(options)),
  )
  command('status [sweep]', 'tell how far a sweep is, with its best and its table', sweep)
    .option('--runs', 'every run by itself; else those that differ in their seeds alone together')
    .action(async (named: string | undefined, options: StatusOptions) => finish(await sweepStatus(named, options)))
  command('pause [sweep]', 'start nothing of it any more, and pause what trains', sweep).action(
    async (named: string | undefined, options: CommonOptions) => finish(await sweepPause(named, options)),
  )
  command('resume [sweep]', 'let it go on, whatever ended it', sweep)
    .option('--failed', 'try runs that failed again')
    .action(async (named: string | undefined, options: ResumeOptions) => finish(await sweepResume(named, options)))
  command('stop [sweep]', 'stop what trains, each with a checkpoint, and start nothing any more', sweep).action(
    async (named: string | undefined, options: CommonOptions) => finish(await sweepStop(named, options)),
  )
  command(
    'extend <sweep> [file]',
    'train more: what is new in a file, or in the stored sweep with what is said here',
    sweep,
  )
    .option('--seeds <list>', 'further seeds, such as 4,5 or 4-8')
    .option('--draws <n>', 'so many draws of each random axis', readBounded('--draws', COUNT, 'whole'))
    .option('--runs <n>', 'budget.runs', readBounded('--runs', COUNT, 'whole'))
    .option('--steps <n>', 'budget.steps', readBounded('--steps', { minimum: 1, maximum: 1e15 }, 'whole'))
    .option('--at-once <n>', 'budget.atOnce', readBounded('--at-once', { minimum: 1, maximum: MOST_AT_ONCE }, 'whole'))
    .action(async (named: string, file: string | undefined, options: ExtendOptions) =>
      finish(await sweepExtend(named, file, options)),
    )
  command('forget <sweep>', 'forget a sweep of which nothing trains; its runs stay', sweep).action(
    async (named: string, options: CommonOptions) => finish(await sweepForget(named, options)),
  )
  command('detach <sweep>', 'let go of the folder that its tasks come from', sweep).action(
    async (named: string, options: CommonOptions) => finish(await sweepDetach(named, options)),
  )
  command(
    'collect <dir>',
    'take in what the tasks of a folder have finished, and tell how the others stand',
    sweep,
  ).action(async (folder: string, options: CommonOptions) => finish(await sweepCollect(folder, options)))
  sweep
    .command('run-task')
    .description('train one task of a folder that --on made, from where it was cut off')
    .argument('<dir>', 'the folder')
    .argument('<number>', 'from 0', (text) =>
      readBounded('N', { minimum: 0, maximum: SWEEP_BOUNDS.runs }, 'whole')(text),
    )
    .option('--json', 'print for programs')
    .action(async (folder: string, number: number, options: { json?: boolean }) =>
      finish(await sweepRunTask(folder, number, options)),
    )
  sweep
    .command('schema')
    .description('print the JSON Schema of sweep files')
    .action(() => finish(sweepSchema()))
}
