import { type Command, Option } from 'commander'
import { BLEU_SMOOTHINGS, BLEU_TOKENIZERS, COMPARED_METRICS } from '../../shared/contract/comparison.ts'
import { SLICING_IDS } from '../../shared/slices/registry.ts'
import { type CompareOptions, compare } from '../commands/compare.ts'
import { type DiffOptions, diff } from '../commands/diff.ts'
import { type EmergenceOptions, emergence } from '../commands/emergence.ts'
import { type ErrorsOptions, errors } from '../commands/errors.ts'
import { type OutputsOptions, outputs } from '../commands/outputs.ts'
import { type ReportOptions, report } from '../commands/report.ts'
import { givenOptions } from '../one-form.ts'
import { readBounded } from '../read-bounded.ts'
import { readPlace } from '../read-place.ts'
import { TABLE_FORMATS } from '../report-table.ts'
import { checkpointOption, drawSeedOption, resamplesOption } from './comparison-options.ts'
import { type Makers, collect } from './group.ts'

const LIMIT_BOUNDS = { minimum: 0, maximum: 1000 }

/** What sets runs against each other: by what they do, what they attend to, and their configurations. */
export function addComparing({ command, choosing, finish }: Makers): void {
  command('compare <runs...>', 'score runs on their validation pairs, with the significance of their differences')
    .addOption(new Option('--metric <name>', 'what to compare by').choices(COMPARED_METRICS).default('bleu'))
    .addOption(resamplesOption())
    .addOption(drawSeedOption())
    .addOption(checkpointOption())
    .addOption(new Option('--tokenize <how>', 'how BLEU cuts text').choices(BLEU_TOKENIZERS).default('13a'))
    .addOption(new Option('--smooth <how>', 'how BLEU smooths').choices(BLEU_SMOOTHINGS).default('exp'))
    .option('--seeds', 'take runs that differ only in their seeds together, by their mean')
    .addOption(new Option('--by <what>', 'score slices of the pairs too').choices(SLICING_IDS))
    .option('--where <query>', 'of --by rows: rows of the dataset, such as "source.length > 40"')
    .action(async (runs: string[], options: CompareOptions) => finish(await compare(runs, options)))

  command(
    'outputs <runs...>',
    'print what runs say of their validation pairs; in --where the first run is a, the next b',
  )
    .option('--where <query>', 'only pairs that fit, such as "source.length > 8 a.exact:yes b.exact:no"')
    .option('--sort <field>', 'by a field of the query; with a minus before it, the largest first')
    .option('--limit <n>', 'print at most so many pairs', readBounded('--limit', LIMIT_BOUNDS, 'whole'), 20)
    .option('--checkpoint <which>', 'best, last or a step', 'best')
    .action(async (runs: string[], options: OutputsOptions) => finish(await outputs(runs, options)))

  command('errors <runs...>', 'tell how often runs are wrong, by something about the pairs')
    .addOption(new Option('--by <what>', 'slices of the pairs').choices(SLICING_IDS).makeOptionMandatory())
    .option('--where <query>', 'of --by rows: rows of the dataset, such as "source.length > 40"')
    .addOption(new Option('--metric <name>', 'what is counted').choices(COMPARED_METRICS).default('token-error-rate'))
    .option('--seeds', 'take runs that differ only in their seeds together, by their mean')
    .addOption(resamplesOption())
    .addOption(drawSeedOption())
    .addOption(checkpointOption())
    .action(async (runs: string[], options: ErrorsOptions) => finish(await errors(runs, options)))

  command('diff <runs...>', 'tell what the configurations of runs differ in; a name in .json is a configuration file')
    .option('--all', 'print what is the same too')
    .action(async (runs: string[], options: DiffOptions) => finish(await diff(runs, options)))

  choosing('report', 'print the values of runs, or of a board named alone, as a table for a paper; or write a page')
    .option(
      '--to <file>',
      'FILE.html: write all that a board shows as one page for any browser, without network; FILE.tex, .md or .csv: the table',
      readPlace('--to'),
    )
    .option('--all-outputs', 'on a page: all outputs of the runs, where they are more than a page has by itself')
    .addOption(new Option('--format <format>', 'of a table; markdown without it').choices(TABLE_FORMATS))
    .option('--metric <name>', 'a column; may be given often', collect)
    .addOption(new Option('--at <checkpoint>', 'of which checkpoint').choices(['best', 'last']).default('best'))
    .option('--no-groups', 'a row a run; else runs that differ only in their seeds, or as the board groups them')
    .option('--no-marks', 'without the significance of differences')
    .addOption(resamplesOption())
    .addOption(drawSeedOption())
    .action(async (named: string[], options: ReportOptions, self: Command) =>
      finish(await report(named, options, givenOptions(self))),
    )

  choosing('emergence', 'print what is measured of the attention that runs keep, step by step')
    .option(
      '--sentence <n>',
      'of the n-th watched sentence of the first run alone',
      readBounded('--sentence', { minimum: 1, maximum: 1e6 }, 'whole'),
    )
    .option('--csv', 'print a line a step, layer and head, for programs')
    .action(async (named: string[], options: EmergenceOptions, self: Command) =>
      finish(await emergence(named, options, givenOptions(self))),
    )
}
