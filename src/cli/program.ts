import { Command, type CommandOptions, Option } from 'commander'
import { VERSION } from '../host/version.ts'
import { PRESETS } from '../shared/config/presets.ts'
import { TASK_IDS } from '../shared/config/data.ts'
import { BLEU_SMOOTHINGS, BLEU_TOKENIZERS, COMPARED_METRICS, COMPARISON_BOUNDS } from '../shared/contract/comparison.ts'
import { DECODING_BOUNDS } from '../shared/contract/decoding.ts'
import { LARGEST_SEED } from '../shared/seed.ts'
import { SLICING_IDS } from '../shared/slices/registry.ts'
import { type AlignOptions, align } from './commands/align.ts'
import { type AttentionOptions, MAP_FORMATS } from './attention/options.ts'
import { attention } from './commands/attention.ts'
import { type SaveBoardOptions, boardSchema, deleteBoard, listBoards, saveBoard, showBoard } from './commands/board.ts'
import { type CompareOptions, compare } from './commands/compare.ts'
import { type DiffOptions, diff } from './commands/diff.ts'
import { doctor } from './commands/doctor.ts'
import { type ErrorsOptions, errors } from './commands/errors.ts'
import { type EmergenceOptions, emergence } from './commands/emergence.ts'
import { type ExportOptions, exportRun } from './commands/export.ts'
import { type ImportOptions, importFolder } from './commands/import.ts'
import {
  type DeleteOptions,
  type NoteOptions,
  type TagOptions,
  type UndoableOptions,
  archive,
  deleteRuns,
  note,
  rename,
  star,
  tag,
} from './commands/marks.ts'
import { type MetricsOptions, metrics } from './commands/metrics.ts'
import { type OutputsOptions, outputs } from './commands/outputs.ts'
import { type PruneOptions, prune } from './commands/prune.ts'
import { type RescueOptions, rescue } from './commands/rescue.ts'
import { type ResumeOptions, resume } from './commands/resume.ts'
import { type RunsOptions, runs } from './commands/runs.ts'
import { schema } from './commands/schema.ts'
import { type ScoreOptions, score } from './commands/score.ts'
import { scoreTemplate } from './commands/score-template.ts'
import { type ServeOptions, serve } from './commands/serve.ts'
import { show } from './commands/show.ts'
import { train } from './commands/train.ts'
import { type TranslateOptions, translate } from './commands/translate.ts'
import type { CommonOptions } from './context.ts'
import { printErrorText } from './output.ts'
import { addQueueCommands } from './queue-commands.ts'
import { readBounded } from './decoding-options.ts'
import type { TrainOptions } from './run-parts.ts'

const FILES_HELP = `
Data:
  --data pairs.tsv                   TSV or CSV file with a source and a target column
  --data train.src,train.tgt        two text files, line n of one belongs to line n of the other
  Files named in CONFIG.json count from its folder.

Events of --json, one object a line:
  started {run, config}  step {step, metrics}  evaluation {step, metrics}  log {level, text}
  failed {message, …}  finished {run, state, reason, best, last}
  Numbers that JSON does not have are the texts "NaN", "Infinity", "-Infinity".`

const SCORE_HELP = `
A line for each pair, then one for all of them:
  sum <TAB> mean <TAB> perplexity <TAB> token log-probability token log-probability …
  Natural logarithms, <eos> included; nothing of attention scores.`
const SEED_BOUNDS = { minimum: 0, maximum: LARGEST_SEED }
const LIMIT_BOUNDS = { minimum: 0, maximum: 1000 }
const KEEP_BOUNDS = { minimum: 0, maximum: 1_000_000_000 }
const PORT_BOUNDS = { minimum: 0, maximum: 65_535 }

/** The whole command line. `finish` gets the exit code of the command that ran. */
export function createProgram(finish: (code: number) => void): Command {
  const program = new Command('saccade')
    .description('Train recurrent sequence-to-sequence models and compare their attention.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: (text) => printErrorText(text.trimEnd()) })
    .showHelpAfterError('(saccade --help, saccade COMMAND --help)')
    .addHelpText(
      'after',
      '\nRUN is an id, the beginning of one, or a name.\nExit codes: 0 done, 1 failed, 2 bad usage or configuration, 130 stopped by the user.',
    )

  const command = (usage: string, description: string, parent = program, settings: CommandOptions = {}): Command =>
    parent
      .command(usage, settings)
      .description(description)
      .option('--data-dir <dir>', 'data folder (else SACCADE_HOME, else the usual place of the system)')
      .option('--json', 'print for programs')

  const choosing = (name: string, description: string): Command =>
    command(`${name} [runs...]`, description).option(
      '--where <query>',
      'the runs that fit, beside those named; see saccade runs',
    )

  const asking = (usage: string, description: string): Command =>
    command(usage, description)
      .option('--checkpoint <which>', 'best, last or a step', 'best')
      .option(
        '--step <n>',
        'instead, the checkpoint that is nearest to this step',
        readBounded('--step', { minimum: 0, maximum: 1e15 }, 'whole'),
      )

  command('train [config]', 'train a run and follow it to its end')
    .option('--from <run>', 'the same again as this run, with what else is given laid over it')
    .option('--preset <id>', `one of ${PRESETS.map(({ id }) => id).join(', ')}`)
    .option('--task <id>', `one of ${TASK_IDS.join(', ')}, scan, pronouncing`)
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

  command('runs', 'list the runs, newest first')
    .option('--where <query>', 'only those that fit, such as "preset:luong-* and seed in 1..3"')
    .option('--archived', 'archived ones too')
    .action(async (options: RunsOptions) => finish(await runs(options)))

  addQueueCommands(program, command, finish)

  command('show <run>', 'print everything about a run').action(async (run: string, options: CommonOptions) =>
    finish(await show(run, options)),
  )

  choosing('tag', 'put tags on runs or take them away')
    .option('--add <tag>', 'a tag to put on them; may be given often', collect)
    .option('--remove <tag>', 'a tag to take away; may be given often', collect)
    .action(async (named: string[], options: TagOptions) => finish(await tag(named, options)))

  choosing('star', 'mark runs with a star')
    .option('--undo', 'take the star away')
    .action(async (named: string[], options: UndoableOptions) => finish(await star(named, options)))

  choosing('archive', 'set runs aside: lists leave them out unless asked for them')
    .option('--undo', 'bring them back')
    .action(async (named: string[], options: UndoableOptions) => finish(await archive(named, options)))

  command('note <run> [text]', 'print the note of a run, or replace it (Markdown)')
    .option('--file <file>', 'the new note from a file, - for standard input')
    .action(async (run: string, text: string | undefined, options: NoteOptions) =>
      finish(await note(run, text, options)),
    )

  command('rename <run> <name>', 'give a run another name').action(
    async (run: string, name: string, options: CommonOptions) => finish(await rename(run, name, options)),
  )

  choosing('delete', 'delete runs that have ended, with everything stored of them, for good')
    .option('--yes', 'do it; without, only say what would be deleted')
    .action(async (named: string[], options: DeleteOptions) => finish(await deleteRuns(named, options)))

  choosing('prune', 'delete checkpoints that training.keep keeps; best and last stay')
    .option('--keep <n>', 'leave so many of a run, spread over its steps', readBounded('--keep', KEEP_BOUNDS, 'whole'))
    .option('--to-size <mb>', 'leave what fits into so many MB a run', readBounded('--to-size', KEEP_BOUNDS, 'any'))
    .option('--dry-run', 'only say what would be deleted')
    .action(async (named: string[], options: PruneOptions) => finish(await prune(named, options)))

  command('metrics <run>', 'print what a run logged, a line a step')
    .option('--metric <name>', 'only this metric; may be given often', collect)
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .action(async (run: string, options: MetricsOptions) => finish(await metrics(run, options)))

  command('resume <run>', 'let a run go on from its last checkpoint')
    .addOption(new Option('--checkpoint <which>', 'best or last').choices(['best', 'last']).default('last'))
    .option('--engine-change', 'go on with another engine than before, whose numbers differ in the last bits')
    .action(async (run: string, options: ResumeOptions) => finish(await resume(run, options)))

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

  command('compare <runs...>', 'score runs on their validation pairs, with the significance of their differences')
    .addOption(new Option('--metric <name>', 'what to compare by').choices(COMPARED_METRICS).default('bleu'))
    .option(
      '--resamples <n>',
      'how often the pairs are drawn anew',
      readBounded('--resamples', COMPARISON_BOUNDS.resamples, 'whole'),
      1000,
    )
    .option('--seed <n>', 'seed of the draws', readBounded('--seed', COMPARISON_BOUNDS.seed, 'whole'), 12345)
    .addOption(new Option('--checkpoint <which>', 'best or last').choices(['best', 'last']).default('best'))
    .addOption(new Option('--tokenize <how>', 'how BLEU cuts text').choices(BLEU_TOKENIZERS).default('13a'))
    .addOption(new Option('--smooth <how>', 'how BLEU smooths').choices(BLEU_SMOOTHINGS).default('exp'))
    .option('--seeds', 'take runs that differ only in their seeds together, by their mean')
    .addOption(new Option('--by <what>', 'score slices of the pairs too').choices(SLICING_IDS))
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
    .addOption(new Option('--metric <name>', 'what is counted').choices(COMPARED_METRICS).default('token-error-rate'))
    .option('--seeds', 'take runs that differ only in their seeds together, by their mean')
    .option(
      '--resamples <n>',
      'how often the pairs are drawn anew',
      readBounded('--resamples', COMPARISON_BOUNDS.resamples, 'whole'),
      1000,
    )
    .option('--seed <n>', 'seed of the draws', readBounded('--seed', COMPARISON_BOUNDS.seed, 'whole'), 12345)
    .addOption(new Option('--checkpoint <which>', 'best or last').choices(['best', 'last']).default('best'))
    .action(async (runs: string[], options: ErrorsOptions) => finish(await errors(runs, options)))

  command('diff <runs...>', 'tell what the configurations of runs differ in; a name in .json is a configuration file')
    .option('--all', 'print what is the same too')
    .action(async (runs: string[], options: DiffOptions) => finish(await diff(runs, options)))

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
    .option('--minus <run>', 'less the attention of this run, token by token')
    .option('--words', 'pieces merged to words')
    .addOption(new Option('--format <format>', 'what to write').choices(MAP_FORMATS).default('table'))
    .option('--to <path>', 'a new file, of several runs a new folder; else standard output')
    .action(async (run: string | undefined, options: AttentionOptions) => finish(await attention(run, options)))

  choosing('emergence', 'print what is measured of the attention that runs keep, step by step')
    .option(
      '--sentence <n>',
      'of the n-th watched sentence of the first run alone',
      readBounded('--sentence', { minimum: 1, maximum: 1e6 }, 'whole'),
    )
    .option('--csv', 'print a line a step, layer and head, for programs')
    .action(async (named: string[], options: EmergenceOptions) => finish(await emergence(named, options)))

  command('align <run>', 'print the alignment of pairs of lines that the attention gives, in Pharaoh format')
    .requiredOption('--source <file>', 'file with one source a line')
    .requiredOption('--target <file>', 'file with one target a line')
    .option('--checkpoint <which>', 'best, last or a step', 'best')
    .action(async (run: string, options: AlignOptions) => finish(await align(run, options)))

  command('export <run>', 'write the model of a run as a package for PyTorch')
    .addOption(new Option('--format <format>', 'what to write').choices(['pytorch']).default('pytorch'))
    .requiredOption('--to <dir>', 'the folder to make')
    .option('--checkpoint <which>', 'best, last or a step', 'best')
    .action(async (run: string, options: ExportOptions) => finish(await exportRun(run, options)))

  command('import <dir>', 'make a finished run of a package whose weights were trained in PyTorch')
    .option('--name <text>', 'what the run is called')
    .action(async (folder: string, options: ImportOptions) => finish(await importFolder(folder, options)))

  const board = program.command('board').description('list, print, store and delete saved boards (comparisons)')
  command('list', 'list the saved boards, last saved first', board).action(async (options: CommonOptions) =>
    finish(await listBoards(options)),
  )
  command('show <board>', 'print a board as a file that can be kept and saved again', board).action(
    async (named: string, options: CommonOptions) => finish(await showBoard(named, options)),
  )
  command('save <file>', 'store the board of a file, - for standard input', board)
    .option('--name <text>', 'what it is called; else the name in the file')
    .option('--id <board>', 'put it in the place of this saved board')
    .action(async (file: string, options: SaveBoardOptions) => finish(await saveBoard(file, options)))
  command('delete <board>', 'delete a saved board; its runs stay', board).action(
    async (named: string, options: CommonOptions) => finish(await deleteBoard(named, options)),
  )
  board
    .command('schema')
    .description('print the JSON Schema of boards')
    .action(() => finish(boardSchema()))

  command('serve', 'serve the window to a browser')
    .option('--port <n>', 'port; 0 takes a free one', readBounded('--port', PORT_BOUNDS, 'whole'))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--open', 'open the page in a browser')
    .action(async (options: ServeOptions) => finish(await serve(options)))

  command('doctor', 'tell which engine runs, why not a better one, and how to get it').action(
    async (options: CommonOptions) => finish(await doctor(options)),
  )

  command('rescue', 'bring what is whole of a damaged data folder into a new one')
    .requiredOption('--to <dir>', 'the folder to make')
    .action(async (options: RescueOptions) => finish(await rescue(options)))

  command('score-template', 'print an attention score of your own to start from').action(() => finish(scoreTemplate()))

  command('schema', 'print the JSON Schema of configurations').action(() => finish(schema()))

  return program
}

function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text]
}
