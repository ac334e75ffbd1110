import type { SavedBoard } from '../shared/contract/boards.ts'
import type { RunSummary } from '../shared/contract/runs.ts'
import { SaccadeError, toErrorData } from '../shared/errors.ts'
import type { ReadingHost } from '../host/reading-host.ts'
import { chooseRuns, noneFits } from './choose-runs.ts'
import { findBoard } from './commands/board.ts'
import { findRun } from './find-run.ts'

interface RunsOfReport {
  /** Null where runs were named, or said by a query. */
  readonly board: SavedBoard | null
  readonly runs: readonly RunSummary[]
}

/**
 * The runs that a report is of: those of the board that is named alone, else those named, then those that fit, in that order.
 * @throws not-found where there are none; bad-usage
 */
export async function runsOfReport(
  host: ReadingHost,
  named: readonly string[],
  where: string | undefined,
): Promise<RunsOfReport> {
  const board = where === undefined && named.length === 1 ? await boardNamed(host, named) : null
  if (!board) await checkNoBoard(host, named)
  return { board, runs: board ? await runsOf(host, board) : await runsInOrder(host, named, where) }
}

/** @throws bad-usage for a board beside others, or beside a query: it has its own runs */
async function checkNoBoard({ boards, runs }: ReadingHost, named: readonly string[]): Promise<void> {
  const [all, saved] = [await runs.list(), await boards.list()]
  const stray = named.find(
    (name) => saved.some((one) => one.name === name || one.id === name) && !all.some((run) => run.name === name),
  )
  if (stray === undefined) return
  throw new SaccadeError('bad-usage', `“${stray}” is a board, and a report is of one board or of runs`, {
    hint: 'Name the board alone, without --where, or name runs.',
  })
}

/** One name may be that of a board; a run of that name comes first. */
async function boardNamed({ boards, runs }: ReadingHost, named: readonly string[]): Promise<SavedBoard | null> {
  const [name, ...more] = named
  if (name === undefined || more.length > 0) return null
  const all = await runs.list()
  if (all.some((run) => run.run === name || run.name === name)) return null
  const saved = await boards.list()
  if (name !== '' && saved.some((one) => one.name === name || one.id.startsWith(name)))
    return boards.get({ board: findBoard(saved, name).id })
  try {
    await findRun({ list: () => Promise.resolve(all) }, name)
    return null
  } catch (error) {
    if (toErrorData(error).code !== 'not-found') throw error
    throw new SaccadeError('not-found', `There is no run and no board “${name}”`, {
      hint:
        all.length > 0
          ? '`saccade runs` and `saccade board list` list what there is.'
          : 'There are no runs yet in this data folder; see --data-dir.',
    })
  }
}

async function runsOf({ runs }: ReadingHost, { name, board }: SavedBoard): Promise<RunSummary[]> {
  const all = new Map((await runs.list()).map((run) => [run.run, run]))
  const found = board.runs.flatMap(({ run }) => all.get(run) ?? [])
  if (found.length > 0) return found
  const what = board.runs.length === 0 ? 'has no runs' : 'has no run that is in this history'
  throw new SaccadeError('not-found', `The board “${name}” ${what}`, {
    hint: 'A report shows runs: put some on the board first.',
  })
}

/** As they were named, the first of which the others are measured against; then what fits, as it was made. */
async function runsInOrder(
  { runs }: ReadingHost,
  named: readonly string[],
  where: string | undefined,
): Promise<RunSummary[]> {
  const found = (await chooseRuns(runs, named, where)).toReversed()
  if (found.length === 0) throw noneFits()
  const first = await Promise.all(named.map((text) => findRun({ list: () => Promise.resolve(found) }, text)))
  return [...new Set([...first, ...found])]
}
