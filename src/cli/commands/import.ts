import { type CommonOptions, withHost } from '../context.ts'
import { print, printJson } from '../output.ts'
import { readFolder } from '../package-folder.ts'

export interface ImportOptions extends CommonOptions {
  readonly name?: string
}

/** `saccade import DIR`: weights trained in PyTorch become a finished run. */
export function importFolder(folder: string, options: ImportOptions): Promise<number> {
  const files = readFolder(folder)
  return withHost(options, async (host) => {
    const { run } = await host.api.runs.importPytorch({ files, name: options.name })
    const { name, step } = await host.api.runs.get({ run })
    if (options.json) printJson({ run, name, step })
    else print(`${run}  ${name}`)
    return 0
  })
}
