import { type Command, Option } from 'commander'
import { type MetricsOptions, metrics } from '../commands/metrics.ts'
import { type QueryOptions, query } from '../commands/query.ts'
import { type RunsOptions, runs } from '../commands/runs.ts'
import { show } from '../commands/show.ts'
import type { CommonOptions } from '../context.ts'
import { givenOptions } from '../one-form.ts'
import { readBounded } from '../read-bounded.ts'
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
    .action(async (run: string, options: MetricsOptions, self: Command) =>
      finish(await metrics(run, options, givenOptions(self))),
    )

  command('query [sql]', 'ask the history in SQL; the views are runs, metrics, evaluations and attention')
    .option('--csv', 'print CSV')
    .option('--views', 'print the views, for other programs that read the history')
    .option(
      '--timeout <seconds>',
      'give up after so long; 0 never',
      readBounded('--timeout', { minimum: 0, maximum: 1e6 }, 'any'),
      60,
    )
    .action(async (sql: string | undefined, options: QueryOptions, self: Command) =>
      finish(await query(sql, options, givenOptions(self))),
    )
}
