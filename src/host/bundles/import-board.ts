import { toStoredBoard } from '../../shared/board/board-file.ts'
import { BOARD_BOUNDS } from '../../shared/board/board.ts'
import { readBoard } from '../../shared/board/read-board.ts'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import type { ImportedBundle } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { cutText } from '../../shared/visible-text.ts'
import { newId } from '../folder/new-id.ts'
import { type BoardRow, findBoard, listBoards, putBoard } from '../storage/boards.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'
import { freeName } from './free-name.ts'

/** A board of a bundle, its runs named as they are here. */
export interface ImportedBoard {
  readonly board: string
  readonly name: string
  readonly created: number
  readonly updated: number
  readonly json: JsonObject
}

/** A board whose runs have other ids here: everything in it that names a run. @throws bad-data where it is no board */
export function renamedBoard(json: unknown, names: ReadonlyMap<RunId, RunId>): JsonObject {
  readBoard(json)
  const renamed = rename(json as JsonValue, names)
  return isJsonObject(renamed) ? renamed : {}
}

/** Settings under which a board and its panels name a run. */
const NAMING = new Set(['run', 'baseline'])

function rename(value: JsonValue, names: ReadonlyMap<RunId, RunId>): JsonValue {
  if (Array.isArray(value)) return value.map((one) => rename(one, names))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      NAMING.has(key) && typeof inner === 'string' ? (names.get(inner) ?? inner) : rename(inner, names),
    ]),
  )
}

/**
 * Stores a board that came in a bundle, unless just this one is here. Another state of it comes beside the one that is here, under
 * another name where the name is taken, since boards are asked for by their names. Call it in the transaction that shows its runs.
 */
export function putImportedBoard(database: Database, come: ImportedBoard): ImportedBundle['board'] {
  const { board: wanted, name, created, updated, json } = come
  const boards = listBoards(database)
  const text = toStoredBoard(json)
  const same = boards.find((row) => row.board_json === text || isRenamed(row, come, text))
  if (same) return { board: same.id, name: same.name, outcome: 'known' }
  const taken = (id: string) => findBoard(database, id) !== undefined
  const id = taken(wanted) ? newId('b', taken) : wanted
  const names = new Set(boards.map((row) => row.name))
  // Any number of boards may have no name.
  const own = name === '' ? '' : freeName(name, names, (number) => numbered(name, number))
  const board_json = own === name ? text : toStoredBoard({ ...json, name: own })
  putBoard(database, { id, name: own, board_json, created, updated })
  return { board: id, name: own, outcome: 'new' }
}

/** Whether it is the board that came in before, under a name that was free. */
function isRenamed(row: BoardRow, { name }: ImportedBoard, text: string): boolean {
  const [, number] = / \(([2-9]|[1-9]\d+)\)$/.exec(row.name) ?? []
  if (number === undefined || row.name !== numbered(name, Number(number))) return false
  const stored = parseStored(row.board_json, `The board ${row.id}`)
  return isJsonObject(stored) && toStoredBoard({ ...stored, name }) === text
}

function numbered(name: string, number: number): string {
  const behind = ` (${number})`
  return `${cutText(name, BOARD_BOUNDS.name - behind.length)}${behind}`
}
