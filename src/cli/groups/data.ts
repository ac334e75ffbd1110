import { Option } from 'commander'
import {
  type SearchDataOptions,
  type TagDataOptions,
  dataStatistics,
  deleteData,
  describeData,
  listData,
  renameData,
  searchData,
  showData,
  tagData,
} from '../commands/data.ts'
import { type ExportDataOptions, type ImportDataOptions, exportData, importData } from '../commands/data-import.ts'
import type { CommonOptions } from '../context.ts'
import { BUILT_IN_SETS, TASK_IDS } from '../../shared/config/data.ts'
import { SHARE_BOUNDS } from '../../shared/datasets/splitting.ts'
import { SEED_BOUNDS } from '../../shared/seed.ts'
import { readBounded } from '../read-bounded.ts'
import { addDataFindings } from './data-findings.ts'
import { type Makers, collect } from './group.ts'

const ROWS = { minimum: 0, maximum: 1000 }

const IMPORT_HELP = `
Files:
  pairs.tsv                 TSV, CSV, JSON lines, Parquet, TMX or gettext PO, also compressed by gzip or zstd
  text.en,text.de           two text files, line n of one belongs to line n of the other
  train.en train.de dev.en dev.de
                            paired, and divided into splits, by their names
  What is guessed of a file is printed, and imported when --yes accepts it.`

/** `saccade data` and what it can do. */
export function addData(makers: Makers): void {
  const { program, command, finish } = makers
  const data = program.command('data').description('import, look through, export and delete datasets')
  command('list', 'list the datasets, last imported first', data).action(async (options: CommonOptions) =>
    finish(await listData(options)),
  )
  command('import [files...]', 'import files as a dataset, or what comes with Saccade', data)
    .option('--yes', 'accept what is guessed of the files')
    .option(
      '--read <option=value>',
      'how the files are read, such as format=table or header=true; may be given often',
      collect,
    )
    .option('--task <id>', `what comes with Saccade instead of files: ${[...TASK_IDS, ...BUILT_IN_SETS].join(', ')}`)
    .option(
      '--set <path=value>',
      'change a setting of it, such as data.source.language=fr; may be given often',
      collect,
    )
    .option('--name <text>', 'what it is called; else as its file')
    .option('--tag <tag>', 'a tag; may be given often', collect)
    .option('--valid <file>', 'a file of validation pairs; may be given often', collect)
    .option('--test <file>', 'a file of test pairs; may be given often', collect)
    .addOption(
      new Option('--split-by <how>', 'given by the files, drawn by a seed, or by a hash of the source')
        .choices(['given', 'seed', 'hash'])
        .default('given'),
    )
    .option(
      '--valid-share <share>',
      'share of validation pairs, of a split by seed or hash',
      readBounded('--valid-share', SHARE_BOUNDS, 'any'),
    )
    .option('--test-share <share>', 'share of test pairs', readBounded('--test-share', SHARE_BOUNDS, 'any'))
    .option('--seed <n>', 'seed of the split', readBounded('--seed', SEED_BOUNDS, 'whole'))
    .addOption(
      new Option('--unicode <form>', 'normal form of the texts').choices(['none', 'NFC', 'NFKC']).default('none'),
    )
    .option('--lower-case', 'all in lower case')
    .option('--trim', 'without white space at the ends')
    .option('--swap', 'source and target change places')
    .option('--skip-bad', 'go past bad rows, which are counted')
    .option('--no-index', 'do not make the search index now')
    .addHelpText('after', IMPORT_HELP)
    .action(async (files: string[], options: ImportDataOptions) => finish(await importData(files, options)))
  command('show <dataset>', 'what a dataset is, what made it, what was found, and its first rows', data)
    .option('--rows <n>', 'so many rows', readBounded('--rows', ROWS, 'whole'), 5)
    .action(async (named: string, options: CommonOptions & { rows: number }) => finish(await showData(named, options)))
  command('stats <dataset>', 'words, characters and vocabulary of a dataset', data).action(
    async (named: string, options: CommonOptions) => finish(await dataStatistics(named, options)),
  )
  command('search <dataset> [text]', 'rows that hold a text or fit a query, and how many there are', data)
    .option('--where <query>', 'rows that fit, such as "source.length > 40 and not finding:duplicate"')
    .option('--regex', 'the text is a regular expression')
    .addOption(
      new Option('--side <side>', 'where the text is')
        .choices(['source', 'target', 'either', 'both'])
        .default('either'),
    )
    .option('--words', 'whole words')
    .option('--case', 'case counts')
    .option('--limit <n>', 'so many rows', readBounded('--limit', ROWS, 'whole'), 20)
    .action(async (named: string, text: string | undefined, options: SearchDataOptions) =>
      finish(await searchData(named, text, options)),
    )
  addDataFindings(makers, data)
  command('rename <dataset> <name>', 'give a dataset another name', data).action(
    async (named: string, name: string, options: CommonOptions) => finish(await renameData(named, name, options)),
  )
  command('tag <dataset>', 'put tags on a dataset or take them away', data)
    .option('--add <tag>', 'a tag to put on it; may be given often', collect)
    .option('--remove <tag>', 'a tag to take away; may be given often', collect)
    .action(async (named: string, options: TagDataOptions) => finish(await tagData(named, options)))
  command('describe <dataset> <text>', 'replace the description of a dataset (Markdown)', data).action(
    async (named: string, text: string, options: CommonOptions) => finish(await describeData(named, text, options)),
  )
  command('export <dataset> <file>', 'write a dataset, or a part of it, to a file', data)
    .addOption(
      new Option(
        '--format <format>',
        'what to write; moses makes FILE.src and FILE.tgt; as FILE ends, else tsv',
      ).choices(['tsv', 'jsonl', 'parquet', 'moses']),
    )
    .option('--where <query>', 'only the rows that fit')
    .action(async (named: string, file: string, options: ExportDataOptions) =>
      finish(await exportData(named, file, options)),
    )
  command('delete <datasets...>', 'delete datasets for good', data)
    .option('--yes', 'do it; without, only say what would be deleted')
    .action(async (named: string[], options: CommonOptions & { yes?: boolean }) =>
      finish(await deleteData(named, options)),
    )
}
