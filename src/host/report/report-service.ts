import { readBoard } from '../../shared/board/read-board.ts'
import type { BoardHandlers } from '../../shared/contract/boards.ts'
import { reportTitle } from '../../shared/report/report-title.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { Emit } from '../events.ts'
import { checkGoingOn, createTasks } from '../tasks.ts'
import { type GatherParts, gatherReport } from './gather.ts'
import { readReportProgram, reportPage } from './report-page.ts'

/** Milliseconds between two words on how far a report is: it has thousands of maps. */
const PAUSE = 100

export interface Reports {
  readonly handlers: Pick<BoardHandlers, 'report' | 'stopReport'>
  /** Gives up what is being made. */
  close(): Promise<void>
}

/** Boards as pages that show themselves anywhere. */
export function createReports(parts: GatherParts, emit: Emit): Reports {
  const tasks = createTasks()
  return {
    handlers: {
      report: ({ board: given, task, allOutputs: all }, { signal: caller }) =>
        tasks.during(task, caller, async (signal) => {
          const { board } = readBoard(given)
          const program = explaining('the program of reports', readReportProgram)
          const data = await gatherReport(board, { all }, parts, { signal, tell: teller(task, signal, emit) })
          const html = await reportPage(data, `${reportTitle(board.name, data.runs)} – Saccade`, program)
          checkGoingOn(signal)
          return { page: new TextEncoder().encode(html), runs: data.runs.length, notes: data.notes }
        }),
      async stopReport({ task }) {
        tasks.stop(task)
      },
    },
    close: () => tasks.close(),
  }
}

function teller(task: string, signal: AbortSignal, emit: Emit): (text: string, done: number, total: number) => void {
  let [last, before] = [-Infinity, '']
  return (text, done, total) => {
    checkGoingOn(signal)
    const now = performance.now()
    if (text === before && now - last < PAUSE) return
    ;[last, before] = [now, text]
    emit('reportProgress', { task, text, done, total })
  }
}
