import path from 'node:path'
import { chooseDataFolder } from '../../host/folder/data-folder.ts'
import { rescueFolder } from '../../host/rescue/rescue-folder.ts'
import { counted } from '../../shared/counted.ts'
import type { CommonOptions } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printError, printJson } from '../output.ts'
import { checkNewFolder } from '../package-folder.ts'
import { formatTable } from '../table.ts'

export interface RescueOptions extends CommonOptions {
  readonly to: string
}

/** `saccade rescue`: what is whole of a damaged data folder as a new one. Changes nothing in the damaged one. */
export async function rescue(options: RescueOptions): Promise<number> {
  const to = path.resolve(options.to)
  checkNewFolder(to)
  const rescued = await rescueFolder(chooseDataFolder(options.dataDir), to, (what) => printError(`… ${what}`))
  if (options.json) {
    printJson(rescued)
    return EXIT.done
  }
  const { runs, rows, files, lost, folder } = rescued
  print(`Brought ${counted(runs, 'run')}, ${counted(rows, 'row')} and ${counted(files, 'file')} to ${folder}`)
  if (lost.length === 0) print('Nothing was lost.')
  else
    print(
      ...formatTable(
        ['RUN', 'LOST', 'WHAT'],
        lost.map(({ run, part, detail }) => [run ?? '', part, detail]),
      ),
    )
  return EXIT.done
}
