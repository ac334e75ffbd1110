import fs from 'node:fs'
import { type Command, Option } from 'commander'
import { BUNDLED_CHECKPOINTS } from '../../shared/contract/bundles.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { tellingEnding } from '../file-ending.ts'
import { givenOptions } from '../one-form.ts'
import { type BundleOptions, exportBundle, importBundle } from '../commands/bundle.ts'
import { FILE_FORMATS, type ExportFilesOptions, exportFiles } from '../commands/export-files.ts'
import { type ExportOptions, exportRun } from '../commands/export.ts'
import { type ImportOptions, importFolder } from '../commands/import.ts'
import { type TrustOptions, trust } from '../commands/trust.ts'
import { readPlace } from '../read-place.ts'
import type { Makers } from './group.ts'

type AnyExport = Omit<ExportOptions, 'format'> &
  Omit<ExportFilesOptions, 'format'> &
  BundleOptions & { readonly format?: ExportFormat }
type ExportFormat = 'pytorch' | 'bundle' | ExportFilesOptions['format']

/** What takes runs and models to other data folders and programs, and back. */
export function addPackages({ choosing, command, finish }: Makers): void {
  choosing(
    'export',
    'write runs for another data folder (bundle) or for other programs, or a model as a package for PyTorch',
  )
    .addOption(
      new Option('--format <format>', 'what to write; pytorch without it, and a bundle to a file in .zip').choices([
        'pytorch',
        'bundle',
        ...FILE_FORMATS,
      ]),
    )
    .requiredOption('--to <path>', 'what to make: of a bundle a file, else a folder', readPlace('--to'))
    .option('--board <board>', 'of a bundle: this board with its runs')
    .option('--sweep <sweep>', 'of a bundle: this sweep with its runs')
    .addOption(
      new Option('--checkpoints <which>', 'of a bundle: which checkpoints go along')
        .choices(BUNDLED_CHECKPOINTS)
        .default('all'),
    )
    .option('--checkpoint <which>', 'of pytorch and safetensors: best, last or a step', 'best')
    .action(async (named: string[], options: AnyExport, self: Command) =>
      finish(await exportAs(named, options, givenOptions(self))),
    )

  command('import <path>', 'take in a bundle, or a package whose weights were trained in PyTorch as a finished run')
    .option('--name <text>', 'of a package: what the run is called')
    .action(async (place: string, options: ImportOptions) => finish(await importFrom(place, options)))

  command('trust <run>', 'show the code of a run’s own score, which came in a bundle, and let it be run')
    .option('--show', 'only print it')
    .option('--yes', 'you have read it')
    .action(async (run: string, options: TrustOptions) => finish(await trust(run, options)))
}

/** Options that mean something of some formats only. */
const ONLY_OF: Readonly<Record<string, readonly ExportFormat[]>> = {
  ...{ '--board': ['bundle'], '--sweep': ['bundle'], '--checkpoints': ['bundle'] },
  '--checkpoint': ['pytorch', 'safetensors'],
}

/** What is to be written. @throws bad-usage where what was said contradicts itself */
function formatOf(said: ExportFormat | undefined, to: string, given: readonly string[]): ExportFormat {
  const ending = tellingEnding(to)
  const format = said ?? (ending === '.zip' ? 'bundle' : 'pytorch')
  if (format === 'bundle' && ending !== '' && ending !== '.zip') {
    throw new SaccadeError('bad-usage', `A bundle is a zip file, and ${to} would be none by its name`, {
      hint: 'Let its name end in .zip.',
    })
  }
  if (format !== 'bundle' && ending !== '') {
    throw new SaccadeError('bad-usage', `${to} has the name of a file, and --format ${format} makes a folder`, {
      hint: 'Name a folder: --to DIR. A bundle is one file: --format bundle --to FILE.zip.',
    })
  }
  const stray = given.find((option) => ONLY_OF[option]?.includes(format) === false)
  if (stray === undefined) return format
  throw new SaccadeError('bad-usage', `${stray} is for --format ${ONLY_OF[stray]?.join(' and ')}, not ${format}`, {
    hint: 'Leave one of them away.',
  })
}

async function exportAs(
  named: readonly string[],
  { format: said, ...options }: AnyExport,
  given: readonly string[],
): Promise<number> {
  const format = formatOf(said, options.to, given)
  if (format === 'bundle') return exportBundle(named, options)
  if (format !== 'pytorch') return exportFiles(named, { ...options, format })
  const [run = '', ...more] = named
  if (run === '' || more.length > 0 || options.where !== undefined) {
    throw new SaccadeError('bad-usage', 'A package is made of one run', {
      hint: 'Name one: saccade export RUN --to DIR.',
    })
  }
  return exportRun(run, { ...options, format })
}

function importFrom(place: string, options: ImportOptions): Promise<number> {
  if (isFolder(place)) return importFolder(place, options)
  if (options.name === undefined) return importBundle(place, options)
  throw new SaccadeError('bad-usage', '--name is for a package of one run; what is in a bundle keeps its names', {
    hint: 'Leave it away; `saccade rename RUN NAME` renames a run that came.',
  })
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
