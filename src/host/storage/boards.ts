import type { Database } from './database.ts'

/** A row of `board`. */
export interface BoardRow {
  readonly id: string
  readonly name: string
  readonly board_json: string
  readonly created: number
  readonly updated: number
}

/** Last saved first. */
export function listBoards(database: Database): BoardRow[] {
  return database.prepare<[], BoardRow>('SELECT * FROM board ORDER BY updated DESC, rowid DESC').all()
}

export function findBoard(database: Database, id: string): BoardRow | undefined {
  return database.prepare<[string], BoardRow>('SELECT * FROM board WHERE id = ?').get(id)
}

/** Stores a board; one of the same id is replaced but for when it was created, which is told of a new one alone. */
export function putBoard(database: Database, row: BoardRow): void {
  database
    .prepare(
      `INSERT INTO board (id, name, board_json, created, updated) VALUES (@id, @name, @board_json, @created, @updated)
       ON CONFLICT (id) DO UPDATE SET name = @name, board_json = @board_json, updated = @updated`,
    )
    .run(row)
}

/** False where there was none. */
export function deleteBoard(database: Database, id: string): boolean {
  return database.prepare('DELETE FROM board WHERE id = ?').run(id).changes > 0
}
