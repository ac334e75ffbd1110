import { readBoard } from '../../shared/board/read-board.ts'
import type { BoardHandlers, BoardSummary, SavedBoard } from '../../shared/contract/boards.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Emit } from '../events.ts'
import { newId } from '../folder/new-id.ts'
import { type BoardRow, deleteBoard, findBoard, listBoards, putBoard } from '../storage/boards.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'

/** Boards that were given a name and kept. */
export function createBoardService({
  database,
  emit,
  now,
}: {
  database: Database
  emit: Emit
  now: () => number
}): BoardHandlers {
  const list = () => listBoards(database).map((row) => summaryOf(saved(row)))
  return {
    async list() {
      return list()
    },

    async get({ board }) {
      return saved(find(database, board))
    },

    async save({ id, board: given, expected }) {
      const { board } = readBoard(given)
      const before = id === undefined ? undefined : findBoard(database, id)
      if (before && expected !== undefined && before.updated !== expected) {
        throw new SaccadeError('wrong-state', `The board “${before.name}” was saved elsewhere meanwhile`, {
          hint: 'Save yours under another name, or open it anew.',
        })
      }
      const taken = (candidate: string) => findBoard(database, candidate) !== undefined
      // Two saves in one millisecond are two versions all the same.
      const updated = Math.max(now(), (before?.updated ?? 0) + 1)
      const row = { id: id ?? newId('b', taken), name: board.name, board_json: JSON.stringify(given), updated }
      putBoard(database, row)
      emit('boards', { boards: list() })
      return saved(find(database, row.id))
    },

    async remove({ board }) {
      if (!deleteBoard(database, board)) throw noBoard(board)
      emit('boards', { boards: list() })
    },
  }
}

function saved({ id, name, board_json, created, updated }: BoardRow): SavedBoard {
  const { board, notes } = readBoard(parseStored(board_json, `The board ${id}`))
  return { id, name, created, updated, runs: board.runs.length, panels: board.panels.length, board, notes }
}

function summaryOf({ id, name, created, updated, runs, panels }: SavedBoard): BoardSummary {
  return { id, name, created, updated, runs, panels }
}

function find(database: Database, id: string): BoardRow {
  const row = findBoard(database, id)
  if (row) return row
  throw noBoard(id)
}

function noBoard(id: string): SaccadeError {
  return new SaccadeError('not-found', `There is no board “${id}”`, {
    hint: { terminal: '`saccade board list` lists the boards there are.', window: 'It may have been deleted.' },
  })
}
