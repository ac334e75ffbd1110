import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { compileQuery } from '../../shared/query/compile.ts'
import { completeQuery } from '../../shared/query/complete.ts'
import { RUN_FIELDS } from '../../shared/query/run-fields.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { formatMetric, formatTime } from '../format.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

/** So many names are offered for one that is not known. */
const MOST_ALIKE = 5

export interface RunsOptions extends CommonOptions {
  readonly where?: string
}

/** `saccade runs`: those that fit `--where`, all of them without. */
export function runs(options: RunsOptions): Promise<number> {
  const fits = filterOf(options.where ?? '')
  return withReadingHost(options, async (host) => {
    const listed = await host.runs.list()
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
    else if (all.length === 0) printError('There are no runs yet: saccade train --preset bigru-bahdanau --task reverse')
    else print(...formatTable(['RUN', 'STATE', 'STEP', 'OF', 'BEST', 'SEED', 'CREATED', 'NAME'], all.map(row)))
  })
}

/** @throws bad-usage where it cannot be read */
function filterOf(where: string): (run: RunSummary) => boolean {
  const query = compileQuery(where, RUN_FIELDS)
  if (query.ok) return query.matches
  const { message, start, end } = query.problem
  const place = where.slice(start, end)
  const alike = completeQuery(where, end, RUN_FIELDS).options.slice(0, MOST_ALIKE)
  throw new SaccadeError('bad-usage', `--where cannot be read${place ? ` at “${place}”` : ''}: ${message}`, {
    hint:
      place && alike.length > 0
        ? `Perhaps ${alike.map(({ text }) => text).join(', ')}?`
        : 'For example: --where "preset:luong-* and valid/exact_match@best > 0.95".',
  })
}

function row({ run, state, keepsPlace, step, steps, best, seed, created, name }: RunSummary): (string | number)[] {
  const bestText = best ? `${best.metric.replace('valid/', '')} ${formatMetric(best.metric, best.value)}` : ''
  return [run, keepsPlace ? `${state}, keeps its place` : state, step, steps, bestText, seed, formatTime(created), name]
}
