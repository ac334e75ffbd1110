import { Option } from 'commander'
import { BUILT_IN_SETS, TASK_IDS } from '../../shared/config/data.ts'
import { PRESETS } from '../../shared/config/presets.ts'
import { SEED_BOUNDS } from '../../shared/seed.ts'
import { type ResumeOptions, resume } from '../commands/resume.ts'
import { train } from '../commands/train.ts'
import type { CommonOptions } from '../context.ts'
import { readBounded } from '../read-bounded.ts'
import type { TrainOptions } from '../run-parts.ts'
import { type Makers, collect } from './group.ts'

const FILES_HELP = `
Data:
  --data pairs.tsv                   TSV or CSV file with a source and a target column
  --data train.src,train.tgt        two text files, line n of one belongs to line n of the other
  --data dataset:ID                 an imported dataset; see saccade data list
  Files are kept as a dataset beside the training, once, with the tag “by training”.
  Files named in CONFIG.json count from its folder.

Events of --json, one object a line:
  started {run, config}  step {step, metrics}  evaluation {step, metrics}  log {level, text}
  failed {message, …}  finished {run, state, reason, best, last}
  Numbers that JSON does not have are the texts "NaN", "Infinity", "-Infinity".`

/** What trains runs. */
export function addTraining({ command, finish }: Makers): void {
  command('train [config]', 'train a run and follow it to its end')
    .option('--from <run>', 'the same again as this run, with what else is given laid over it')
    .option('--preset <id>', `one of ${PRESETS.map(({ id }) => id).join(', ')}`)
    .option('--task <id>', `one of ${[...TASK_IDS, ...BUILT_IN_SETS].join(', ')}`)
    .option('--data <train>', 'training file, or two with a comma between them')
    .option('--valid <file>', 'validation file, of the form of --data')
    .option('--set <path=value>', 'change a setting; may be given often', collect)
    .option('--seed <n>', 'seed of the run', readBounded('--seed', SEED_BOUNDS, 'whole'))
    .option('--name <text>', 'what the run is called')
    .option('--trust-score', 'run the code of the score file that the configuration names; read it first')
    .option('--eager', 'op by op, without compiling: the same as --set engine.compile=never')
    .addHelpText('after', FILES_HELP)
    .action(async (file: string | undefined, options: TrainOptions & CommonOptions) =>
      finish(await train(file, options)),
    )

  command('resume <run>', 'let a run go on from its last checkpoint')
    .addOption(new Option('--checkpoint <which>', 'best or last').choices(['best', 'last']).default('last'))
    .option('--engine-change', 'go on with another engine than before, whose numbers differ in the last bits')
    .action(async (run: string, options: ResumeOptions) => finish(await resume(run, options)))
}
