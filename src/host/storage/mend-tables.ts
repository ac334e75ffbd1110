import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { writeAll } from '../../data/folder/write-all.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { openDatabase } from './database.ts'
import { isUnreadable } from './salvage.ts'
import { type Database, openFile } from './sqlite.ts'

const PAGE = 4096
/** The first page begins with the header of the file. */
const FILE_HEADER = 100
/** The header of a page that has others below it, whose numbers it holds. */
const PAGE_HEADER = 12
const INTERNAL = 5

/**
 * Opens a copy of a damaged history. Where the list of tables is gone, which says where each begins, it gets that of a
 * fresh history: they are laid out alike.
 * @throws storage for another program's database
 */
export function openDamaged(copy: string): Database {
  const database = tryToOpen(copy)
  if (database) return database
  giveFreshTables(copy)
  return openFile(copy)
}

function tryToOpen(copy: string): Database | null {
  let database: Database | undefined
  try {
    database = openFile(copy)
    const tables = database.prepare('SELECT count(*) FROM pragma_table_info(?)').pluck()
    if (tables.get('metric_name') !== 0) return database
    throw new SaccadeError('storage', 'It is a database, but none of Saccade', { hint: 'Nothing was rescued.' })
  } catch (error) {
    database?.close()
    if (isUnreadable(error)) return null
    throw error
  }
}

/** Puts a fresh first page into the file, and the other pages of the list of tables at its end. */
function giveFreshTables(copy: string): void {
  const fresh = freshTables()
  const [first = Buffer.alloc(PAGE), ...others] = fresh.list
  // A file that was cut short is filled up: no table may begin behind its end.
  const pages = Math.max(fresh.pages, Math.ceil(fs.statSync(copy).size / PAGE))
  // fileformat2.html of SQLite, section 1.3: the size in pages, no free pages, and a version that both counters agree on.
  first.writeUInt32BE(pages + others.length, 28)
  first.fill(0, 32, 40)
  first.writeUInt32BE(1, 24)
  first.writeUInt32BE(1, 92)
  pointTo(first, pages + 1)
  const handle = fs.openSync(copy, 'r+')
  try {
    fs.ftruncateSync(handle, pages * PAGE)
    writeAll(handle, first, 0)
    others.forEach((page, index) => writeAll(handle, page, (pages + index) * PAGE))
  } finally {
    fs.closeSync(handle)
  }
}

/** Lets a page refer, in order, to pages from `next` on; section 1.6. */
function pointTo(page: Buffer, next: number): void {
  if (page[FILE_HEADER] !== INTERNAL) return
  const cells = page.readUInt16BE(FILE_HEADER + 3)
  for (let cell = 0; cell < cells; cell++) {
    page.writeUInt32BE(next + cell, page.readUInt16BE(FILE_HEADER + PAGE_HEADER + 2 * cell))
  }
  page.writeUInt32BE(next + cells, FILE_HEADER + 8)
}

/** The pages of the list of tables of a fresh history, the first one first and those below it in their order; and how many there are of all. */
function freshTables(): { list: Buffer[]; pages: number } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-rescue-'))
  try {
    const file = path.join(folder, 'history.sqlite')
    openDatabase(file).close()
    const fresh = openFile(file)
    const sql = "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY path"
    const numbers = fresh.prepare<[], number>(sql).pluck().all()
    fresh.close()
    const bytes = fs.readFileSync(file)
    const list = numbers.map((number) => Buffer.from(bytes.subarray((number - 1) * PAGE, number * PAGE)))
    return { list, pages: bytes.length / PAGE }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
