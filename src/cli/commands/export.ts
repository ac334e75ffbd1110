import path from 'node:path'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'
import { checkNewFolder, writeFolder } from '../package-folder.ts'

export interface ExportOptions extends CommonOptions {
  readonly format: 'pytorch'
  readonly to: string
  readonly checkpoint: string
}

/** `saccade export RUN`: the model of a checkpoint as a folder of files. */
export function exportRun(text: string, options: ExportOptions): Promise<number> {
  const checkpoint = parseCheckpoint(options.checkpoint)
  const folder = path.resolve(options.to)
  checkNewFolder(folder)
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const { files } = await host.runs.exportPytorch({ run, checkpoint })
    writeFolder(folder, files)
    const names = files.map(({ name }) => name)
    if (options.json) printJson({ run, folder, files: names })
    else print(`Wrote ${names.join(', ')} to ${folder}`)
  })
}
