import { type Command, Option } from 'commander'
import { COMPARED_METRICS } from '../../shared/contract/comparison.ts'
import { type CompareDataOptions, compareData } from '../commands/data-compare.ts'
import { type DataErrorsOptions, dataErrors } from '../commands/data-errors.ts'
import {
  type FindingsOptions,
  type FixOptions,
  type SplitOptions,
  fixData,
  listFindings,
  splitData,
} from '../commands/data-fix.ts'
import { SHARE_BOUNDS } from '../../shared/datasets/splitting.ts'
import { SEED_BOUNDS } from '../../shared/seed.ts'
import { readBounded } from '../read-bounded.ts'
import { checkpointOption, drawSeedOption, resamplesOption } from './comparison-options.ts'
import { type Makers, collect } from './group.ts'

const FIX_HELP = `
The recipe is a file of JSON, such as
  {"where": "source.length <= 100", "fixes": [{"finding": "duplicate"}, {"finding": "LengthRatioFilter.word", "threshold": 4}]}
What a fix does says \`saccade data findings DATASET FINDING\`. The dataset itself is not changed.`

/** What is found in datasets, what is done about it, and two of them beside each other. */
export function addDataFindings({ command, finish }: Makers, data: Command): void {
  command('findings <dataset> [finding]', 'what may be wrong in a dataset, or one finding with examples', data)
    .option('--where <query>', 'only among the pairs that fit')
    .option('--examples <n>', 'so many pairs', readBounded('--examples', { minimum: 0, maximum: 1000 }, 'whole'))
    .action(async (named: string, finding: string | undefined, options: FindingsOptions) =>
      finish(await listFindings(named, finding, options)),
    )
  command(
    'fix <dataset> [recipe]',
    'make a dataset of another without what is wrong in it, with the list of what was left out',
    data,
  )
    .option('--fix <finding[=threshold]>', 'the fix of a finding; may be given often', collect)
    .option('--where <query>', 'only the pairs that fit')
    .option('--name <text>', 'what it is called')
    .option('--dry-run', 'only say what it would come to')
    .addOption(
      new Option('--as <language>', 'only print the recipe, for Saccade or as YAML for OpusFilter').choices([
        'json',
        'opusfilter',
      ]),
    )
    .addHelpText('after', FIX_HELP)
    .action(async (named: string, recipe: string | undefined, options: FixOptions) =>
      finish(await fixData(named, recipe, options)),
    )
  command('split <dataset>', 'make a dataset of the same pairs, divided anew', data)
    .addOption(
      new Option('--by <how>', 'drawn by a seed, or by a hash of the source alone')
        .choices(['seed', 'hash'])
        .default('hash'),
    )
    .option('--valid-share <share>', 'share of validation pairs', readBounded('--valid-share', SHARE_BOUNDS, 'any'))
    .option('--test-share <share>', 'share of test pairs', readBounded('--test-share', SHARE_BOUNDS, 'any'))
    .option('--seed <n>', 'seed', readBounded('--seed', SEED_BOUNDS, 'whole'))
    .option('--name <text>', 'what it is called')
    .action(async (named: string, options: SplitOptions) => finish(await splitData(named, options)))
  command('errors <dataset>', 'tell how often runs are wrong on some rows of the dataset they were trained on', data)
    .requiredOption('--where <query>', 'which rows, such as "source.length > 40 and not finding:duplicate"')
    .option('--run <run>', 'only this run; may be given often', collect)
    .addOption(new Option('--metric <name>', 'what is counted').choices(COMPARED_METRICS).default('token-error-rate'))
    .addOption(checkpointOption())
    .addOption(resamplesOption())
    .addOption(drawSeedOption())
    .action(async (named: string, options: DataErrorsOptions) => finish(await dataErrors(named, options)))
  command('compare <first> [second]', 'two datasets, or two parts of one: words, lengths, what leaks', data)
    .option('--where <query>', 'which pairs of the first')
    .option('--where-second <query>', 'which pairs of the second')
    .action(async (first: string, second: string | undefined, options: CompareDataOptions) =>
      finish(await compareData(first, second, options)),
    )
}
