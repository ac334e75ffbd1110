import { BETWEEN, nameWithin } from '../../shared/run-name.ts'
import { hasEnded } from '../../shared/run-state.ts'
import type { Database } from '../storage/database.ts'
import { possibleTwins } from '../storage/imported-runs.ts'
import type { RunRow } from '../storage/runs.ts'
import { parseStored } from '../storage/stored-json.ts'
import { aheadOf } from './course.ts'
import { freeName } from './free-name.ts'
import type { RunFile } from './run-file.ts'
import type { ZipReader } from './zip-reader.ts'

/** A run here that is the one of a bundle at another time of its training. */
interface OtherState {
  readonly row: RunRow
  /** Whether the one here is the later one. */
  readonly isLater: boolean
}

interface Asked {
  readonly file: RunFile
  /** What is the same run here, by what was measured. */
  readonly twin: RunRow | null
  /** The sweep of the bundle, where it is here: of its runs are those that count. */
  readonly sweep: string | null
}

/**
 * The run here that is a former or later state of one of a bundle. Of a later state whatever there is counts; a former one of a sweep only
 * for a bundle of that sweep, and one that trains not at all. @throws aborted, bad-data
 */
export async function otherStateOf(
  zip: ZipReader,
  database: Database,
  { file, twin, sweep }: Asked,
  signal: AbortSignal,
): Promise<OtherState | null> {
  if (twin && (twin.discarded !== null || (sweep !== null && twin.sweep === sweep))) return null
  if (twin && sweep === null) return isOlder(twin, file) && canGive(twin) ? { row: twin, isLater: false } : null
  let former: OtherState | null = null
  for (const row of statesOf(database, file)) {
    if (row.id === twin?.id || (sweep !== null && row.sweep !== sweep)) continue
    const ahead = await aheadOf(zip, database, { file, row }, signal)
    if (ahead === 'here' || (ahead === 'neither' && row.step > file.step)) return { row, isLater: true }
    const isFormer = ahead === 'there' || (ahead === 'neither' && isOlder(row, file))
    if (isFormer && (sweep !== null || canGive(row))) former = { row, isLater: false }
  }
  return former
}

/** Runs here that were made as one of a bundle was, whatever became of them since. */
export function statesOf(database: Database, file: RunFile): RunRow[] {
  const configuration = JSON.stringify(file.configuration)
  return possibleTwins(database, file).filter(
    (row) =>
      row.discarded === null &&
      JSON.stringify(parseStored(row.configuration_json, `The configuration of run ${row.id}`)) === configuration,
  )
}

/** A run gives its place to a later state of it where nothing else counts on what it is. */
const canGive = ({ sweep, state }: RunRow) => sweep === null && hasEnded(state)

/** Of two states in which the same was measured, the one that has taken more steps, or ended otherwise and later. */
function isOlder(row: RunRow, { step, state, updated }: RunFile): boolean {
  return row.step < step || (row.step === step && row.state !== state && row.updated < updated)
}

/** The name of a run that comes in beside others that were made as it was; as none of them where one of them has its name. */
export function nameApart(name: string, others: readonly RunRow[]): string {
  const taken = new Set(others.map((row) => row.name))
  return freeName(name, taken, (number) =>
    nameWithin(name, `${BETWEEN}from a bundle${number === 2 ? '' : ` ${number - 1}`}`),
  )
}
