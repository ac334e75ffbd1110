import type { BoardId, BoardSummary, SavedBoard } from '../shared/contract/boards.ts'
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
  const there: There = { runs: await host.runs.list(), boards: await host.boards.list() }
  const [name, ...more] = named
  const isAlone = name !== undefined && more.length === 0 && where === undefined
  const id = isAlone ? await boardNamed(there, name) : null
  if (id !== null) {
    const board = await host.boards.get({ board: id })
    return { board, runs: runsOf(there, board) }
  }
  checkNoBoard(there, named)
  return { board: null, runs: await runsInOrder(there, named, where) }
}

/** All that a name may mean. */
interface There {
  readonly runs: RunSummary[]
  readonly boards: BoardSummary[]
}

const listed = (runs: RunSummary[]) => ({ list: () => Promise.resolve(runs) })

/** @throws bad-usage for a board beside others, or beside a query: it has its own runs */
function checkNoBoard({ boards, runs }: There, named: readonly string[]): void {
  const stray = named.find(
    (name) => boards.some((one) => one.name === name || one.id === name) && !runs.some((run) => run.name === name),
  )
  if (stray === undefined) return
  throw new SaccadeError('bad-usage', `“${stray}” is a board, and a report is of one board or of runs`, {
    hint: 'Name the board alone, without --where, or name runs.',
  })
}

/** One name may be that of a board; a run of that name comes first. @throws not-found where it is that of neither; bad-usage */
async function boardNamed({ boards, runs }: There, name: string): Promise<BoardId | null> {
  if (runs.some((run) => run.run === name || run.name === name)) return null
  if (name !== '' && boards.some((one) => one.name === name || one.id.startsWith(name)))
    return findBoard(boards, name).id
  try {
    await findRun(listed(runs), name)
    return null
  } catch (error) {
    if (toErrorData(error).code !== 'not-found') throw error
    throw new SaccadeError('not-found', `There is no run and no board “${name}”`, {
      hint:
        runs.length > 0
          ? '`saccade runs` and `saccade board list` list what there is.'
          : 'There are no runs yet in this data folder; see --data-dir.',
    })
  }
}

function runsOf({ runs }: There, { name, board }: SavedBoard): RunSummary[] {
  const all = new Map(runs.map((run) => [run.run, run]))
  const found = board.runs.flatMap(({ run }) => all.get(run) ?? [])
  if (found.length > 0) return found
  const what = board.runs.length === 0 ? 'has no runs' : 'has no run that is in this history'
  throw new SaccadeError('not-found', `The board “${name}” ${what}`, {
    hint: 'A report shows runs: put some on the board first.',
  })
}

/** As they were named, the first of which the others are measured against; then what fits, as it was made. */
async function runsInOrder(
  { runs }: There,
  named: readonly string[],
  where: string | undefined,
): Promise<RunSummary[]> {
  const found = (await chooseRuns(listed(runs), named, where)).toReversed()
  if (found.length === 0) throw noneFits()
  const first = await Promise.all(named.map((text) => findRun(listed(found), text)))
  return [...new Set([...first, ...found])]
}
