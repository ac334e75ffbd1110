import fs from 'node:fs'
import { isDamage, systemCode } from '../../shared/system-errors.ts'
import { type Database, openFile } from './sqlite.ts'

// Text under three characters has no trigram: such a row is found by no query of the index, and by none that could hold it.
const MAKE = `
CREATE VIRTUAL TABLE pair USING fts5(text, content='', detail='none', tokenize='trigram case_sensitive 1');
`

/** Fills a search index: which rows hold which three characters in a row. */
export interface TrigramWriter {
  /** Rows from 0, ascending, with their texts folded. */
  add(rows: readonly { readonly row: number; readonly text: string }[]): void
  /** Merges what was added, so that a search is quick. */
  finish(): void
  close(): void
}

/** Makes the index in a file that is not there yet. Its writer must not be killed half-way: write elsewhere, then rename. */
export function createTrigramIndex(file: string): TrigramWriter {
  const database = openFile(file)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('cache_size = -65536')
  database.exec(MAKE)
  database.exec("INSERT INTO pair(pair, rank) VALUES ('automerge', 0)")
  const put = database.prepare<[number, string]>('INSERT INTO pair (rowid, text) VALUES (?, ?)')
  return {
    add: database.transaction((rows: readonly { row: number; text: string }[]) => {
      for (const { row, text } of rows) put.run(row + 1, text)
    }),
    finish() {
      database.exec("INSERT INTO pair(pair) VALUES ('optimize')")
    },
    close: () => void database.close(),
  }
}

/** Looks into a search index. */
export interface TrigramIndex {
  /** Rows from `from` on that hold all of these trigrams somewhere, ascending, at most so many. */
  find(trigrams: readonly string[], from: number, most: number): number[]
  close(): void
}

/** @throws what SQLite throws where it is none, or broken: then it is deleted, so that it is made anew */
export function openTrigramIndex(file: string): TrigramIndex {
  const database: Database = openFile(file, { readonly: true })
  const close = (): void => void database.close()
  try {
    const select = database
      .prepare<[string, number, number], number>(
        'SELECT rowid - 1 FROM pair WHERE pair MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?',
      )
      .pluck()
    return {
      find(trigrams, from, most) {
        try {
          return select.all(trigrams.map((one) => `"${one.replaceAll('"', '""')}"`).join(' AND '), from, most)
        } catch (error) {
          if (isDamage(error)) remove(file)
          throw error
        }
      },
      close,
    }
  } catch (error) {
    close()
    // A database without the table is none of ours either.
    if (isDamage(error) || systemCode(error) === 'SQLITE_ERROR') remove(file)
    throw error
  }
}

/** Where nothing can be deleted, the file stays and is of no use. */
function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true })
  } catch (error) {
    if (systemCode(error) === '') throw error
  }
}
