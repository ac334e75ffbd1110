import { chooseDataFolder, layOut } from '../../host/folder/data-folder.ts'
import { HISTORY_VIEWS } from '../../host/storage/query.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { CommonOptions } from '../context.ts'
import { checkOneForm } from '../one-form.ts'
import { printAsIs } from '../output.ts'
import { ask } from '../query/ask.ts'

export interface QueryOptions extends CommonOptions {
  readonly csv?: boolean
  readonly views?: boolean
  /** Seconds. */
  readonly timeout: number
}

/** `saccade query SQL`: reads the history, and changes nothing. */
export async function query(sql: string | undefined, options: QueryOptions, given: readonly string[]): Promise<number> {
  checkOneForm(given, { json: options.json, flags: ['--csv'] })
  if (options.views) {
    printAsIs(HISTORY_VIEWS.trim())
    return 0
  }
  if (sql === undefined) {
    throw new SaccadeError('bad-usage', 'No question is asked', {
      hint: 'For example: saccade query "SELECT * FROM runs"',
    })
  }
  const { database: file } = layOut(chooseDataFolder(options.dataDir))
  const form = options.json ? 'json' : options.csv ? 'csv' : 'table'
  return ask({ file, form, sql }, options.timeout)
}
