import { boardFileName, checkBoardBytes, readBoardFile, writeBoardFile } from '../../../shared/board/board-file.ts'
import type { Board } from '../../../shared/board/board.ts'
import type { JsonObject } from '../../../shared/config/assign.ts'
import type { ReadBoard } from '../../../shared/board/read-board.ts'
import { save } from '../../ui/hand-over.ts'

export function saveBoardFile(board: Board | JsonObject): void {
  const name = typeof board.name === 'string' ? board.name : ''
  save(new Blob([writeBoardFile(board)], { type: 'application/json' }), boardFileName({ name }))
}

/** @throws bad-data where the file is no board, or larger than one */
export async function openBoardFile(file: File): Promise<ReadBoard> {
  checkBoardBytes(file.size, file.name)
  return readBoardFile(await file.text(), file.name)
}
