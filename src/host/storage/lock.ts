import Sqlite from 'better-sqlite3'
import { explaining, systemCode } from './failures.ts'

export interface ExclusiveLock {
  release(): void
}

/**
 * Takes an exclusive lock that the operating system drops with the process, however it ends: that of a SQLite
 * transaction on a file made for it. Null when another process (or another part of this one) holds it after `patience` ms.
 */
export function takeExclusiveLock(file: string, patience: number): ExclusiveLock | null {
  return explaining(`the lock ${file}`, () => {
    const database = new Sqlite(file, { timeout: patience })
    try {
      database.exec('BEGIN EXCLUSIVE')
      return { release: () => database.close() }
    } catch (error) {
      database.close()
      if (systemCode(error).startsWith('SQLITE_BUSY')) return null
      throw error
    }
  })
}
