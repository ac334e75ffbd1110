import { sweepSchema } from '../commands/sweep/files.ts'
import { type SweepOptions, sweepRun } from '../commands/sweep/run.ts'
import type { Makers } from './group.ts'

/** `saccade sweep` and what it can do. */
export function addSweeps({ program, command, finish }: Makers): void {
  const sweep = program.command('sweep').description('train many runs that differ in some settings')
  command('run <file>', 'train the runs of a sweep file; `run` may be left out', sweep, { isDefault: true })
    .requiredOption('--dry-run', 'only list the runs')
    .action(async (file: string, options: SweepOptions) => finish(await sweepRun(file, options)))
  sweep
    .command('schema')
    .description('print the JSON Schema of sweep files')
    .action(() => finish(sweepSchema()))
}
