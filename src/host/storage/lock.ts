import { SaccadeError } from '../../shared/errors.ts'
import { explained, isDamage, systemCode } from '../../shared/system-errors.ts'
import { causeOf, openFile } from './sqlite.ts'

export interface ExclusiveLock {
  release(): void
}

/**
 * Takes an exclusive lock that the operating system drops with the process, however it ends: that of a SQLite
 * transaction on a file made for it. Null when another process (or another part of this one) holds it after `patience` ms.
 */
export function takeExclusiveLock(file: string, patience: number): ExclusiveLock | null {
  try {
    const database = openFile(file, { patience })
    try {
      database.exec('BEGIN EXCLUSIVE')
      return { release: () => database.close() }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    if (systemCode(error).startsWith('SQLITE_BUSY')) return null
    if (isDamage(error)) {
      throw new SaccadeError('storage', `${file} is not the lock that Saccade makes`, {
        hint: 'Move it away: the lock of a data folder holds nothing.',
        cause: error,
      })
    }
    throw explained(causeOf(error, file), `the lock ${file}`)
  }
}
