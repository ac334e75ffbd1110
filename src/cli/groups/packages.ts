import { Option } from 'commander'
import { type ExportOptions, exportRun } from '../commands/export.ts'
import { type ImportOptions, importFolder } from '../commands/import.ts'
import type { Makers } from './group.ts'

/** What takes models to PyTorch and back. */
export function addPackages({ command, finish }: Makers): void {
  command('export <run>', 'write the model of a run as a package for PyTorch')
    .addOption(new Option('--format <format>', 'what to write').choices(['pytorch']).default('pytorch'))
    .requiredOption('--to <dir>', 'the folder to make')
    .option('--checkpoint <which>', 'best, last or a step', 'best')
    .action(async (run: string, options: ExportOptions) => finish(await exportRun(run, options)))

  command('import <dir>', 'make a finished run of a package whose weights were trained in PyTorch')
    .option('--name <text>', 'what the run is called')
    .action(async (folder: string, options: ImportOptions) => finish(await importFolder(folder, options)))
}
