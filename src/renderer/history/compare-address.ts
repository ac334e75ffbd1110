import type { RouteLocationRaw } from 'vue-router'
import { boardAddress } from '../../shared/board/address.ts'
import { type Board, EMPTY_BOARD } from '../../shared/board/board.ts'
import type { RunId } from '../../shared/contract/runs.ts'

/** Where these runs are compared: on a new board, or on `board` where there is one. */
export function compareAddress(runs: readonly RunId[], board: Board = EMPTY_BOARD): RouteLocationRaw {
  const { changes } = boardAddress({ ...board, runs: runs.map((run) => ({ run })) }, null)
  return { path: '/compare', query: { changes } }
}
