import { Option } from 'commander'
import { type MetricsOptions, metrics } from '../commands/metrics.ts'
import { type RunsOptions, runs } from '../commands/runs.ts'
import { show } from '../commands/show.ts'
import type { CommonOptions } from '../context.ts'
import { type Makers, collect } from './group.ts'

/** What tells of runs. */
export function addRuns({ command, finish }: Makers): void {
  command('runs', 'list the runs, newest first')
    .option('--where <query>', 'only those that fit, such as "preset:luong-* and seed in 1..3"')
    .option('--archived', 'archived ones too')
    .action(async (options: RunsOptions) => finish(await runs(options)))

  command('show <run>', 'print everything about a run').action(async (run: string, options: CommonOptions) =>
    finish(await show(run, options)),
  )

  command('metrics <run>', 'print what a run logged, a line a step')
    .option('--metric <name>', 'only this metric; may be given often', collect)
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .action(async (run: string, options: MetricsOptions) => finish(await metrics(run, options)))
}
