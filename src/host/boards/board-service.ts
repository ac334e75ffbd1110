import type { Board } from '../../shared/board/board.ts'
import { toStoredBoard } from '../../shared/board/board-file.ts'
import { readBoard } from '../../shared/board/read-board.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import type { BoardHandlers, BoardSummary, SavedBoard } from '../../shared/contract/boards.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { givenName } from '../../shared/run-name.ts'
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
}): Omit<BoardHandlers, 'report' | 'stopReport'> {
  const list = () => boardSummaries(database)
  return {
    async list() {
      return list()
    },

    async get({ board }) {
      return saved(find(database, board))
    },

    async save({ id, board: given, expected, created }) {
      const { board } = readBoard(given)
      const name = givenName(board.name)
      const board_json = toStoredBoard(name === board.name ? given : { ...given, name })
      const before = id === undefined ? undefined : findBoard(database, id)
      if (before && expected !== undefined && before.updated !== expected) {
        throw new SaccadeError('wrong-state', `The board “${before.name}” was saved elsewhere meanwhile`, {
          hint: 'Save yours under another name, or open it anew.',
        })
      }
      const taken = (candidate: string) => findBoard(database, candidate) !== undefined
      // Two saves in one millisecond are two versions all the same.
      const updated = Math.max(now(), (before?.updated ?? 0) + 1)
      const row = { id: id ?? newId('b', taken), name, board_json, updated }
      putBoard(database, { ...row, created: created ?? updated })
      emit('boards', { boards: list() })
      return saved(find(database, row.id))
    },

    async remove({ board }) {
      if (!deleteBoard(database, board)) throw noBoard(board)
      emit('boards', { boards: list() })
    },
  }
}

/** Last saved first. */
export function boardSummaries(database: Database): BoardSummary[] {
  return listBoards(database).map(summaryOf)
}

function saved(row: BoardRow): SavedBoard {
  const json = parseStored(row.board_json, `The board ${row.id}`)
  const { board, notes } = readBoard(json)
  return { ...headOf(row), ...sizeOf(board), board, notes, json: isJsonObject(json) ? json : {} }
}

/** One that cannot be read is listed all the same, so that it can be deleted, and the others are. */
function summaryOf(row: BoardRow): BoardSummary {
  try {
    return { ...headOf(row), ...sizeOf(readBoard(parseStored(row.board_json, `The board ${row.id}`)).board) }
  } catch (error) {
    return { ...headOf(row), runs: 0, panels: 0, unreadable: toErrorData(error).message }
  }
}

const headOf = ({ id, name, created, updated }: BoardRow) => ({ id, name, created, updated })
const sizeOf = ({ runs, panels }: Board) => ({ runs: runs.length, panels: panels.length })

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
