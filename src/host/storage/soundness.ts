import { SaccadeError } from '../../shared/errors.ts'
import { explaining, isDamage, systemFault } from '../../shared/system-errors.ts'
import { logFault } from './log-fault.ts'
import { type Database, isOpen, openFile, openUnchanging } from './sqlite.ts'

/** What people call the content of a table. */
export const TABLE_WORDS: Readonly<Record<string, string>> = {
  run: 'runs',
  transition: 'states of runs',
  metric_name: 'names of metrics',
  metric: 'curves',
  curve_part: 'short form of the curves',
  evaluation: 'evaluations',
  checkpoint: 'list of checkpoints',
  kept_checkpoint: 'list of kept checkpoints',
  watched: 'watched sentences',
  snapshot: 'outputs of watched sentences',
  attention: 'attention maps',
  pair_list: 'validation pairs',
  output: 'outputs of validation pairs',
  log: 'logs',
  score_module: 'scores of your own',
  tag: 'tags',
  board: 'boards',
  sweep: 'sweeps',
  sweep_run: 'runs of sweeps',
  sweep_decision: 'decisions of sweeps',
  dataset: 'datasets',
  dataset_tag: 'tags of datasets',
  preference: 'settings of the data folder',
}

/** A part of a history that is damaged. */
export interface Damage {
  /** In words for people. */
  readonly part: string
  readonly fault: string
}

/**
 * Looks through every page of a history, in time in proportion to its size: whether each table and index is in order.
 * Nothing is written, and no file is made beside it that was not there.
 */
export function findDamage(file: string): Damage[] {
  const inLog = logFault(file)
  const found: Damage[] = inLog === null ? [] : [{ part: 'newest changes', fault: inLog }]
  try {
    const database = isOpen(file) ? openFile(file, { readonly: true }) : openUnchanging(file)
    try {
      if (firstFault(database) !== null) found.push(...damagedTables(database))
    } finally {
      database.close()
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    found.push({ part: 'list of tables', fault: systemFault(error) })
  }
  return found
}

/** @throws storage that names the damaged parts; the file is untouched */
export function refuseDamaged(file: string): void {
  const found = explaining(`the history ${file}`, () => findDamage(file), { deed: 'read' })
  if (found.length > 0) throw damagedError(file, found)
}

export function damagedError(file: string, found: readonly Damage[]): SaccadeError {
  const parts = found.map(({ part }) => part).join(', ')
  return new SaccadeError('storage', `The history ${file} is damaged (${parts}); it was left untouched`, {
    hint: '`saccade rescue --to DIR` brings what is whole into a new data folder; `saccade runs`, `show` and `translate` still reach whole runs here. Or put a copy from a backup in its place.',
    problems: found.map(({ part, fault }) => ({ path: part, message: fault })),
  })
}

function damagedTables(database: Database): Damage[] {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    .pluck()
    .all()
  const found = tables.flatMap((table): Damage[] => {
    const fault = firstFault(database, table)
    return fault === null ? [] : [{ part: TABLE_WORDS[table] ?? table, fault }]
  })
  return found.length > 0 ? found : [{ part: 'free pages', fault: firstFault(database) ?? '' }]
}

function firstFault(database: Database, table?: string): string | null {
  try {
    const found = String(database.pragma(`quick_check(${table ?? 1})`, { simple: true }))
    return found === 'ok' ? null : found.replace(/^\*\*\* in database main \*\*\*\n/, '').replaceAll('\n', '; ')
  } catch (error) {
    if (isDamage(error)) return systemFault(error)
    throw error
  }
}
