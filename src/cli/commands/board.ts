import process from 'node:process'
import { BOARD_BOUNDS } from '../../shared/board/board.ts'
import { boardJsonSchema, readBoardFile, writeBoardFile } from '../../shared/board/board-file.ts'
import type { BoardSummary } from '../../shared/contract/boards.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { givenName } from '../../shared/run-name.ts'
import { readOrdinaryFile } from '../../shared/ordinary-file.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { formatTime } from '../format.ts'
import { findNamed } from '../find-named.ts'
import { print, printAsIs, printError, printJson } from '../output.ts'
import { readUpTo } from '../read-up-to.ts'
import { formatTable } from '../table.ts'

/** `saccade board list` */
export function listBoards(options: CommonOptions): Promise<number> {
  return withReadingHost(options, async ({ boards }) => {
    const all = await boards.list()
    if (options.json) printJson(all)
    else if (all.length === 0) printError('No board is saved yet: the Compare page saves them, and saccade board save')
    else print(...formatTable(['BOARD', 'RUNS', 'PANELS', 'SAVED', 'NAME'], all.map(row)))
  })
}

function row({ id, runs, panels, updated, name, unreadable }: BoardSummary): (string | number)[] {
  if (unreadable !== undefined) return [id, '–', '–', formatTime(updated), `${name} (cannot be read: ${unreadable})`]
  return [id, runs, panels === 0 ? 'usual' : panels, formatTime(updated), name]
}

/** `saccade board show BOARD`: the board as a file that `saccade board save` takes. */
export function showBoard(named: string, options: CommonOptions): Promise<number> {
  return withReadingHost(options, async ({ boards }) => {
    const saved = await boards.get({ board: findBoard(await boards.list(), named).id })
    for (const note of saved.notes) printError(`note: ${note}`)
    if (options.json) printJson(saved)
    else printAsIs(writeBoardFile(saved.json).trimEnd())
  })
}

export interface SaveBoardOptions extends CommonOptions {
  readonly name?: string
  readonly id?: string
}

/** `saccade board save FILE`: stores the board of a file, or of standard input as `-`. */
export async function saveBoard(file: string, options: SaveBoardOptions): Promise<number> {
  const read = readBoardFile(await contentOf(file), file === '-' ? 'Standard input' : file)
  const name = givenName(options.name ?? read.board.name)
  if (name === '') {
    throw new SaccadeError('bad-usage', 'The board has no name', { hint: 'Give it one with --name TEXT.' })
  }
  return withAnyHost(options, async ({ api }) => {
    const id = options.id === undefined ? undefined : findBoard(await api.boards.list(), options.id).id
    const saved = await api.boards.save({ board: { ...read.json, name }, ...(id !== undefined && { id }) })
    for (const note of read.notes) printError(`note: ${note}`)
    if (options.json) printJson(saved)
    else print(`“${saved.name}” saved as ${saved.id} with ${counted(saved.runs, 'run')}`)
    return 0
  })
}

async function contentOf(file: string): Promise<string> {
  const { bytes: most } = BOARD_BOUNDS
  if (file === '-') return readUpTo(process.stdin, most, 'Standard input')
  return new TextDecoder().decode(readOrdinaryFile(file, { most, what: 'The board file' }))
}

/** `saccade board delete BOARD` */
export function deleteBoard(named: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const { id, name } = findBoard(await api.boards.list(), named)
    await api.boards.remove({ board: id })
    if (options.json) printJson({ board: id })
    else print(`“${name}” (${id}) is deleted`)
    return 0
  })
}

/** `saccade board schema` */
export function boardSchema(): number {
  printAsIs(JSON.stringify(boardJsonSchema(), null, 2))
  return 0
}

/** The board that a user means. @throws not-found, bad-usage where it may be several */
export function findBoard(all: readonly BoardSummary[], text: string): BoardSummary {
  const hint =
    all.length > 0 ? '`saccade board list` lists them.' : 'There are no boards yet in this data folder; see --data-dir.'
  return findNamed(all, text, { what: 'board', idOf: ({ id }) => id, hint })
}
