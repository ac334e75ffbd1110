import type { RunSummary } from '../shared/contract/runs.ts'
import type { RunService } from '../shared/contract/run-service.ts'
import { SaccadeError } from '../shared/errors.ts'
import { trimmed } from '../shared/white-space.ts'

/**
 * The run that a user means: by id, by the beginning of an id that fits no other, or by its name.
 * @throws not-found, or bad-usage when several fit
 */
export async function findRun(runs: Pick<RunService, 'list'>, text: string): Promise<RunSummary> {
  const all = await runs.list()
  const exact = all.find(({ run }) => run === text)
  if (exact) return exact
  const begun = text === '' ? [] : all.filter(({ run }) => run.startsWith(text))
  const sameName = (wanted: string) => all.filter(({ name }) => name === wanted)
  // Names are kept without white space at their ends, whatever they were given with.
  const named = [sameName(text), sameName(trimmed(text))].find(({ length }) => length > 0) ?? []
  const [found, ...more] = named.length > 0 ? named : begun
  if (found && more.length === 0) return found
  if (found) {
    throw new SaccadeError('bad-usage', `“${text}” fits ${more.length + 1} runs`, {
      hint: `Name one by its id: ${[found, ...more].map(({ run }) => run).join(', ')}.`,
    })
  }
  throw new SaccadeError('not-found', `There is no run “${text}”`, {
    hint:
      all.length > 0
        ? '`saccade runs` lists the runs there are.'
        : 'There are no runs yet in this data folder; see --data-dir.',
  })
}
