import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { asksFor } from '../../shared/query/asks-for.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'
import { filterOf } from '../choose-runs.ts'
import { withReadingHost } from '../context.ts'
import { formatMetric, formatTime } from '../format.ts'
import type { ChoosingOptions } from './marks.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

export interface RunsOptions extends ChoosingOptions {
  readonly archived?: boolean
}

/** `saccade runs`: those that fit `--where`, all of them without; archived ones only where they are asked for. */
export function runs({ where = '', archived = asksFor(where, 'archived'), ...options }: RunsOptions): Promise<number> {
  const fits = filterOf(where)
  return withReadingHost(options, async (host) => {
    const stored = await host.runs.list()
    const listed = archived ? stored : stored.filter((run) => !run.archived)
    const all = listed.filter(fits)
    const damaged = all.filter((run) => run.damaged).map(({ run }) => run)
    if (!host.isRunListWhole()) printError(`warning: the history is damaged: some runs cannot be read. ${DAMAGED_HINT}`)
    if (damaged.length > 0) {
      printError(
        `warning: the history is damaged: of ${damaged.join(', ')} not everything can be read. ${DAMAGED_HINT}`,
      )
    }
    if (options.json) printJson(all)
    else if (listed.length > 0 && all.length === 0) printError(`None of ${counted(listed.length, 'run')} fits --where`)
    else if (stored.length > listed.length && all.length === 0)
      printError('All runs are archived: saccade runs --archived')
    else if (all.length === 0) printError('There are no runs yet: saccade train --preset bigru-bahdanau --task reverse')
    else print(...formatTable(['RUN', 'STATE', 'STEP', 'OF', 'BEST', 'SEED', 'CREATED', 'TAGS', 'NAME'], all.map(row)))
  })
}

function row(summary: RunSummary): (string | number)[] {
  const { run, state, keepsPlace, step, steps, best, seed, created, name, tags, starred } = summary
  const bestText = best ? `${best.metric.replace('valid/', '')} ${formatMetric(best.metric, best.value)}` : ''
  return [
    run,
    keepsPlace ? `${state}, keeps its place` : state,
    step,
    steps,
    bestText,
    seed,
    formatTime(created),
    tags.join(' '),
    `${starred ? '★ ' : ''}${name}`,
  ]
}
