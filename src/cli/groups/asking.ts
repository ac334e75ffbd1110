import { Option } from 'commander'
import { DECODING_BOUNDS } from '../../shared/contract/decoding.ts'
import { type AttentionOptions, MAP_FORMATS } from '../attention/options.ts'
import { type AlignOptions, align } from '../commands/align.ts'
import { attention } from '../commands/attention.ts'
import { type ScoreOptions, score } from '../commands/score.ts'
import { type TranslateOptions, translate } from '../commands/translate.ts'
import { readBounded } from '../read-bounded.ts'
import { readPlace } from '../read-place.ts'
import type { Makers } from './group.ts'

const SCORE_HELP = `
A line for each pair, then one for all of them:
  sum <TAB> mean <TAB> perplexity <TAB> token log-probability token log-probability …
  Natural logarithms, <eos> included; nothing of attention scores.`

/** What asks the model of a run. */
export function addAsking({ command, asking, finish }: Makers): void {
  asking('translate <runs...>', 'decode lines of text: greedily, with a beam or by sampling')
    .option('--input <file>', 'file with one source a line, - for standard input', '-')
    .option('--prefix <text>', 'every output begins with this, whatever the model would have chosen')
    .option(
      '--beam <size>',
      'keep so many hypotheses at every step',
      readBounded('--beam', DECODING_BOUNDS.size, 'whole'),
    )
    .option('--n-best <n>', 'print the n best of the beam', readBounded('--n-best', DECODING_BOUNDS.size, 'whole'))
    .option(
      '--length-penalty <alpha>',
      'how much the beam favours longer outputs; 0 is not at all',
      readBounded('--length-penalty', DECODING_BOUNDS.lengthPenalty, 'any'),
    )
    .option(
      '--coverage-penalty <beta>',
      'how much the beam favours outputs that attend to all of the source; 0 is not at all',
      readBounded('--coverage-penalty', DECODING_BOUNDS.coveragePenalty, 'any'),
    )
    .option('--sample', 'draw tokens from the model’s distribution')
    .option('--samples <n>', 'print n draws', readBounded('--samples', DECODING_BOUNDS.samples, 'whole'))
    .option(
      '--temperature <t>',
      'of the draws: near 0 always the most probable token, above 1 the improbable more often',
      readBounded('--temperature', DECODING_BOUNDS.temperature, 'any'),
    )
    .option('--seed <n>', 'of the draws', readBounded('--seed', DECODING_BOUNDS.seed, 'whole'))
    .option(
      '--max-length-factor <factor>',
      'an output ends at source length × factor + 10 tokens',
      readBounded('--max-length-factor', DECODING_BOUNDS.lengthFactor, 'any'),
    )
    .option('--attention', 'with --json, add the attention weights')
    .option('--tree', 'with --beam and --json, add all that the beam looked into')
    .action(async (named: string[], options: TranslateOptions) => finish(await translate(named, options)))

  asking('score <run>', 'tell how probable the model finds given targets: their tokens fed, each scored')
    .requiredOption('--source <file>', 'file with one source a line, - for standard input')
    .requiredOption('--target <file>', 'file with one target a line, - for standard input')
    .addHelpText('after', SCORE_HELP)
    .action(async (run: string, options: ScoreOptions) => finish(await score(run, options)))

  asking('attention [run]', 'print the attention over a sentence, or write it as a file')
    .option('--runs <runs...>', 'several runs, each with the same sentence; commas may stand between them')
    .option('--source <text>', 'a sentence of your own, which the checkpoint is asked')
    .option('--target <text>', 'attend while this target is fed; else while the model speaks for itself')
    .option(
      '--sentence <n>',
      'the n-th watched sentence of the (first) run, as it was kept up to --step',
      readBounded('--sentence', { minimum: 1, maximum: 1e6 }, 'whole'),
    )
    .addOption(new Option('--mode <mode>', 'of a watched sentence').choices(['teacher-forced', 'free-running']))
    .option('--layer <which>', 'a number from 1, mean, maximum or all')
    .option('--heads <which>', 'a number from 1, mean, maximum or all')
    .option('--minus <run>', 'less the attention of RUN, of RUN@STEP, or of the same run @STEP, token by token')
    .option('--words', 'pieces merged to words')
    .addOption(
      new Option('--format <format>', 'what to write; as the file of --to ends, else a table').choices(MAP_FORMATS),
    )
    .option('--to <path>', 'a new file, of several runs a new folder; else standard output', readPlace('--to'))
    .action(async (run: string | undefined, options: AttentionOptions) => finish(await attention(run, options)))

  command('align <run>', 'print the alignment of pairs of lines that the attention gives, in Pharaoh format')
    .requiredOption('--source <file>', 'file with one source a line')
    .requiredOption('--target <file>', 'file with one target a line')
    .option('--checkpoint <which>', 'best, last or a step', 'best')
    .action(async (run: string, options: AlignOptions) => finish(await align(run, options)))
}
