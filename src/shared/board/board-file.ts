import { z } from 'zod'
import { type JsonObject, isJsonObject } from '../config/assign.ts'
import { SaccadeError } from '../errors.ts'
import { counted } from '../counted.ts'
import { BOARD_BOUNDS, type Board, boardSchema, hasLongText } from './board.ts'
import { type ReadBoard, readBoard } from './read-board.ts'

/** Beside the file, where `saccade board schema` puts it; editors then check and complete. */
const SCHEMA = 'board.schema.json'

/** The board as data that travel and are stored. */
export function toJsonBoard(board: Board): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(board))
  return isJsonObject(json) ? json : {}
}

/** A board, or what is stored of one, as a file that can be kept, mailed and read again. */
export function writeBoardFile(board: Board | JsonObject): string {
  return `${JSON.stringify({ $schema: SCHEMA, ...board }, null, 2)}\n`
}

/** @throws bad-data where what `name` says has more bytes than a board may have */
export function checkBoardBytes(bytes: number, name: string): void {
  if (bytes <= BOARD_BOUNDS.bytes) return
  const [has, most] = [bytes, BOARD_BOUNDS.bytes].map((count) => Math.ceil(count / 1024))
  throw new SaccadeError(
    'bad-data',
    `${name} has ${counted(has ?? 0, 'kB', 'kB')}; a board has at most ${counted(most ?? 0, 'kB', 'kB')}`,
  )
}

/**
 * A board as the text that is stored: whole, or not at all.
 * @throws bad-data where it is longer, or has more runs, panels or words, than a board may have
 */
export function toStoredBoard(json: JsonObject): string {
  for (const [part, one] of [
    ['runs', 'run'],
    ['panels', 'panel'],
  ] as const) {
    const { [part]: list } = json
    if (Array.isArray(list) && list.length > BOARD_BOUNDS[part]) {
      throw new SaccadeError(
        'bad-data',
        `The board has ${counted(list.length, one)}; a board has at most ${counted(BOARD_BOUNDS[part], one)}`,
        {
          hint: 'It was not saved. Take some away first.',
        },
      )
    }
  }
  if (typeof json.name === 'string' && json.name.length > BOARD_BOUNDS.name) {
    throw new SaccadeError('bad-data', `The name of a board has at most ${counted(BOARD_BOUNDS.name, 'character')}`)
  }
  if (Array.isArray(json.panels) && json.panels.some((panel) => isJsonObject(panel) && hasLongText(panel))) {
    throw new SaccadeError('bad-data', `A panel of text has at most ${counted(BOARD_BOUNDS.text, 'character')}`, {
      hint: 'It was not saved. Divide the text between two panels.',
    })
  }
  const text = JSON.stringify(json)
  checkBoardBytes(new TextEncoder().encode(text).length, 'The board')
  return text
}

/** What a file holds that may be a board of any version. @throws bad-data where it is none, saying what it is of `name` */
export function readBoardFile(text: string, name: string): ReadBoard & { readonly json: JsonObject } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (reason) {
    throw new SaccadeError('bad-data', `${name} is not JSON: ${reason instanceof Error ? reason.message : ''}`, {
      hint: 'A board is a JSON file, as “Export” and `saccade board show` write it.',
    })
  }
  const { board, notes } = readBoard(parsed)
  if (!isJsonObject(parsed) || (!('runs' in parsed) && !('panels' in parsed))) {
    throw new SaccadeError('bad-data', `${name} is JSON, but no board: it has neither runs nor panels`)
  }
  // It says something of the file, not of the board.
  const json = { ...parsed }
  Reflect.deleteProperty(json, '$schema')
  Reflect.deleteProperty(board, '$schema')
  return { board, notes, json }
}

/** A name for the file of a board. */
export function boardFileName({ name }: Pick<Board, 'name'>): string {
  const stem = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-|-$/g, '')
  return stem === '' ? 'board.json' : `${stem}.board.json`
}

/** The JSON Schema (draft 2020-12) of what a board may hold. */
export function boardJsonSchema(): object {
  return z.toJSONSchema(boardSchema, { io: 'input' })
}
