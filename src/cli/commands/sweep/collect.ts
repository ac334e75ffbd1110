import path from 'node:path'
import type { CollectedTask } from '../../../shared/contract/sweeps.ts'
import { counted } from '../../../shared/counted.ts'
import { type CommonOptions, withAnyHost } from '../../context.ts'
import { print, printError, printJson } from '../../output.ts'
import { formatTable } from '../../table.ts'
import { describe } from './status.ts'

/** Of which the end of the log is shown. */
const TROUBLED: readonly CollectedTask['state'][] = ['failed', 'lost', 'unreadable']

/** `saccade sweep collect DIR`: in the host that holds the data folder, or here. */
export function sweepCollect(folder: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const collected = await api.sweeps.collect({ folder: path.resolve(folder) })
    if (options.json) {
      printJson(collected)
      return 0
    }
    const { sweep, tasks } = collected
    const rows = tasks.map(({ number, run, state, step, steps, label }) => [
      ...[number, run ?? '–', state],
      steps > 0 ? `${step} of ${steps}` : '–',
      label,
    ])
    print(...describe(sweep), '', ...formatTable(['TASK', 'RUN', 'STATE', 'STEP', 'SETTINGS'], rows))
    const come = tasks.filter(({ isNew }) => isNew).length
    printError(`${counted(come, 'run')} came in now.`)
    for (const { number, state, reason, log } of tasks.filter((task) => TROUBLED.includes(task.state))) {
      printError(`task ${number} ${state}${reason ? `: ${reason}` : ''}`, ...log.map((line) => `  ${line}`))
    }
    return 0
  })
}
