import type { RunService } from '../shared/contract/run-service.ts'
import type { RunSummary } from '../shared/contract/runs.ts'
import { SaccadeError } from '../shared/errors.ts'
import { asksFor } from '../shared/query/asks-for.ts'
import { compileQuery } from '../shared/query/compile.ts'
import { completeQuery } from '../shared/query/complete.ts'
import { RUN_FIELDS } from '../shared/query/run-fields.ts'
import { trimmed } from '../shared/white-space.ts'
import { findRun } from './find-run.ts'

/** So many names are offered for one that is not known. */
const MOST_ALIKE = 5

/**
 * The runs that a user means: those named, and those that fit `--where`, as \`saccade runs --where\` lists them: archived ones
 * only where the query asks for them.
 * @throws not-found; bad-usage where a name fits several, the query cannot be read or is empty, or nothing was said
 */
export async function chooseRuns(
  service: Pick<RunService, 'list'>,
  named: readonly string[],
  where: string | undefined,
  archivedToo = where !== undefined && asksFor(where, 'archived'),
): Promise<RunSummary[]> {
  if (named.length === 0 && where === undefined) {
    throw new SaccadeError('bad-usage', 'No runs are named', { hint: 'Name them, or say which with --where QUERY.' })
  }
  // As of a variable that was never set: all runs are not what was meant.
  if (where !== undefined && trimmed(where) === '') {
    throw new SaccadeError('bad-usage', '--where is empty', { hint: `Say which runs; --where '*' fits all.` })
  }
  const fits = where === undefined ? () => false : filterOf(where)
  const list = await service.list()
  const found = archivedToo ? list : list.filter(({ archived }) => !archived)
  const chosen = new Set(found.filter(fits).map(({ run }) => run))
  for (const text of named) chosen.add((await findRun({ list: async () => list }, text)).run)
  return list.filter(({ run }) => chosen.has(run))
}

/** Of what is made of runs, where none are left to make it of. */
export function noneFits(): SaccadeError {
  return new SaccadeError('not-found', 'No run fits --where', { hint: '`saccade runs --where QUERY` shows which do.' })
}

/** A query as a function. @throws bad-usage where it cannot be read */
export function filterOf(where: string): (run: RunSummary) => boolean {
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
