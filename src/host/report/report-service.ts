import { readBoard } from '../../shared/board/read-board.ts'
import type { BoardHandlers } from '../../shared/contract/boards.ts'
import { explaining } from '../../shared/system-errors.ts'
import { type GatherParts, gatherReport } from './gather.ts'
import { readReportProgram, reportPage } from './report-page.ts'

/** Boards as pages that show themselves anywhere. */
export function createReportService(parts: GatherParts): Pick<BoardHandlers, 'report'> {
  return {
    async report({ board: given }, context) {
      const { board } = readBoard(given)
      const program = explaining('the program of reports', readReportProgram)
      const data = await gatherReport(board, parts, context)
      const title = `${
        board.name ||
        data.runs
          .map(({ name }) => name)
          .slice(0, 3)
          .join(', ')
      } – Saccade`
      const page = new TextEncoder().encode(await reportPage(data, title, program))
      return { page, runs: data.runs.length, notes: data.notes }
    },
  }
}
