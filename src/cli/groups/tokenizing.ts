import { Option } from 'commander'
import { BUILT_IN_SETS, TASK_IDS } from '../../shared/config/data.ts'
import { type TokenizeOptions, tokenizeData } from '../commands/data-tokenize.ts'
import { type Makers, collect } from './group.ts'

const HELP = `
  echo "the lowest" | saccade data tokenize --data pairs.tsv --set data.tokenizer.source=bpe
What would be read as <unk> is printed between ⟦ and ⟧.`

/** `saccade data tokenize`. */
export function addTokenizing({ program, command, finish }: Makers): void {
  const known = program.commands.find((one) => one.name() === 'data')
  const data = known ?? program.command('data').description('look at data')
  command('tokenize [config]', 'print how a run on these data cuts lines of text', data)
    .option('--task <id>', `one of ${[...TASK_IDS, ...BUILT_IN_SETS].join(', ')}`)
    .option('--data <train>', 'training file, or two with a comma between them')
    .option('--valid <file>', 'validation file, of the form of --data')
    .option('--set <path=value>', 'change a setting, such as data.tokenizer.source=words; may be given often', collect)
    .addOption(
      new Option('--side <side>', 'which side the lines are of').choices(['source', 'target']).default('source'),
    )
    .option('--input <file>', 'lines of text, - for standard input', '-')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: TokenizeOptions) => finish(await tokenizeData(file, options)))
}
