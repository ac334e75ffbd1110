import type { RunSummary } from '../../shared/contract/runs.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { formatMetric, formatTime } from '../format.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

/** `saccade runs` */
export function runs(options: CommonOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const all = await host.runs.list()
    const damaged = all.filter((run) => run.damaged).map(({ run }) => run)
    if (!host.isRunListWhole()) printError(`warning: the history is damaged: some runs cannot be read. ${DAMAGED_HINT}`)
    if (damaged.length > 0) {
      printError(
        `warning: the history is damaged: of ${damaged.join(', ')} not everything can be read. ${DAMAGED_HINT}`,
      )
    }
    if (options.json) printJson(all)
    else if (all.length === 0) printError('There are no runs yet: saccade train --preset bigru-bahdanau --task reverse')
    else print(...formatTable(['RUN', 'STATE', 'STEP', 'OF', 'BEST', 'SEED', 'CREATED', 'NAME'], all.map(row)))
  })
}

function row({ run, state, keepsPlace, step, steps, best, seed, created, name }: RunSummary): (string | number)[] {
  const bestText = best ? `${best.metric.replace('valid/', '')} ${formatMetric(best.metric, best.value)}` : ''
  return [run, keepsPlace ? `${state}, keeps its place` : state, step, steps, bestText, seed, formatTime(created), name]
}
