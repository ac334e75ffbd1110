import { boardAddress } from '../../src/shared/board/address.ts'
import { type Board, EMPTY_BOARD } from '../../src/shared/board/board.ts'
import type { MetricName } from '../../src/shared/metrics.ts'

/** Where a board of maps alone stands. */
export function mapsAddress(runs: readonly string[]): string {
  return addressOf({
    ...EMPTY_BOARD,
    runs: runs.map((run) => ({ run })),
    panels: [{ id: 'maps', kind: 'maps', width: 12, height: 700, options: {} }],
  })
}

/** Where a board of curves alone stands: one chart a metric. */
export function curvesAddress(
  runs: readonly string[],
  metrics: readonly MetricName[],
  grouping: Partial<Board['grouping']> = {},
): string {
  const board: Board = {
    ...EMPTY_BOARD,
    runs: runs.map((run) => ({ run })),
    grouping: { ...EMPTY_BOARD.grouping, ...grouping },
    panels: [{ id: 'curves', kind: 'curves', width: 12, options: { charts: metrics.map((metric) => ({ metric })) } }],
  }
  return addressOf(board)
}

function addressOf(board: Board): string {
  return `/compare?changes=${encodeURIComponent(boardAddress(board, null).changes)}`
}
