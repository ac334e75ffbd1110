import fs from 'node:fs'
import { Option } from 'commander'
import { BUNDLED_CHECKPOINTS } from '../../shared/contract/bundles.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type BundleOptions, exportBundle, importBundle } from '../commands/bundle.ts'
import { FILE_FORMATS, type ExportFilesOptions, exportFiles } from '../commands/export-files.ts'
import { type ExportOptions, exportRun } from '../commands/export.ts'
import { type ImportOptions, importFolder } from '../commands/import.ts'
import { type TrustOptions, trust } from '../commands/trust.ts'
import type { Makers } from './group.ts'

type AnyExport = Omit<ExportOptions, 'format'> &
  Omit<ExportFilesOptions, 'format'> &
  BundleOptions & { readonly format: 'pytorch' | 'bundle' | ExportFilesOptions['format'] }

/** What takes runs and models to other data folders and programs, and back. */
export function addPackages({ choosing, command, finish }: Makers): void {
  choosing(
    'export',
    'write runs for another data folder (bundle) or for other programs, or a model as a package for PyTorch',
  )
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices(['pytorch', 'bundle', ...FILE_FORMATS])
        .default('pytorch'),
    )
    .requiredOption('--to <path>', 'what to make: of a bundle a file, else a folder')
    .option('--board <board>', 'of a bundle: this board with its runs')
    .option('--sweep <sweep>', 'of a bundle: this sweep with its runs')
    .addOption(
      new Option('--checkpoints <which>', 'of a bundle: which checkpoints go along')
        .choices(BUNDLED_CHECKPOINTS)
        .default('all'),
    )
    .option('--checkpoint <which>', 'of pytorch and safetensors: best, last or a step', 'best')
    .action(async (named: string[], options: AnyExport) => finish(await exportAs(named, options)))

  command('import <path>', 'take in a bundle, or a package whose weights were trained in PyTorch as a finished run')
    .option('--name <text>', 'of a package: what the run is called')
    .action(async (place: string, options: ImportOptions) =>
      finish(isFolder(place) ? await importFolder(place, options) : await importBundle(place, options)),
    )

  command('trust <run>', 'show the code of a run’s own score, which came in a bundle, and let it be run')
    .option('--show', 'only print it')
    .option('--yes', 'you have read it')
    .action(async (run: string, options: TrustOptions) => finish(await trust(run, options)))
}

function exportAs(named: readonly string[], { format, ...options }: AnyExport): Promise<number> {
  if (format === 'bundle') return exportBundle(named, options)
  if (format !== 'pytorch') return exportFiles(named, { ...options, format })
  const [run = '', ...more] = named
  if (
    run === '' ||
    more.length > 0 ||
    options.board !== undefined ||
    options.sweep !== undefined ||
    options.where !== undefined
  ) {
    throw new SaccadeError('bad-usage', 'A package is made of one run', {
      hint: 'Name one: saccade export RUN --to DIR.',
    })
  }
  return exportRun(run, { ...options, format })
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
