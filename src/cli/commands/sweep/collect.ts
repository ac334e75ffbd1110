import path from 'node:path'
import { counted } from '../../../shared/counted.ts'
import { type CommonOptions, withAnyHost } from '../../context.ts'
import { print, printError, printJson } from '../../output.ts'
import { describe } from './status.ts'
import { printTasks } from './tasks.ts'

/** `saccade sweep collect DIR`: in the host that holds the data folder, or here. */
export function sweepCollect(folder: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const collected = await api.sweeps.collect({ folder: path.resolve(folder) })
    if (options.json) {
      printJson(collected)
      return 0
    }
    print(...describe(collected.sweep), '')
    printTasks(collected, (await api.sweeps.get({ sweep: collected.sweep.id })).plan)
    printError(`${counted(collected.tasks.filter(({ isNew }) => isNew).length, 'run')} came in now.`)
    return 0
  })
}
