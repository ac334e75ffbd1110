import { type SaveBoardOptions, boardSchema, deleteBoard, listBoards, saveBoard, showBoard } from '../commands/board.ts'
import type { CommonOptions } from '../context.ts'
import type { Makers } from './group.ts'

/** `saccade board` and what it can do. */
export function addBoards({ program, command, finish }: Makers): void {
  const board = program.command('board').description('list, print, store and delete saved boards (comparisons)')
  command('list', 'list the saved boards, last saved first', board).action(async (options: CommonOptions) =>
    finish(await listBoards(options)),
  )
  command('show <board>', 'print a board as a file that can be kept and saved again', board).action(
    async (named: string, options: CommonOptions) => finish(await showBoard(named, options)),
  )
  command('save <file>', 'store the board of a file, - for standard input', board)
    .option('--name <text>', 'what it is called; else the name in the file')
    .option('--id <board>', 'put it in the place of this saved board')
    .action(async (file: string, options: SaveBoardOptions) => finish(await saveBoard(file, options)))
  command('delete <board>', 'delete a saved board; its runs stay', board).action(
    async (named: string, options: CommonOptions) => finish(await deleteBoard(named, options)),
  )
  board
    .command('schema')
    .description('print the JSON Schema of boards')
    .action(() => finish(boardSchema()))
}
