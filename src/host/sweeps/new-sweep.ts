import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { type Expansion, type ResolvedSweep, expandSweep, resolveSweep } from '../../shared/sweeps/expand.ts'
import { givenName } from '../../shared/run-name.ts'
import { readSweep } from '../../shared/sweeps/read-sweep.ts'
import { type CheckedRun, checkNewRuns } from '../runs/new-runs.ts'
import type { RunStore } from '../runs/run-store.ts'

/** A sweep that somebody gave, checked as a whole. */
export interface NewSweep {
  readonly sweep: ResolvedSweep
  readonly expansion: Expansion
  /** Of each run of the expansion. */
  readonly checked: readonly CheckedRun[]
  readonly name: string
  readonly json: string
}

/** @throws bad-configuration with every problem; not-found, refused as `checkNewRuns` does */
export function readNewSweep(store: RunStore, given: JsonObject): NewSweep {
  const sweep = readSweep(given)
  const expansion = expandSweep(sweep)
  const checked = checkNewRuns(
    store,
    expansion.runs.map(({ configuration }) => plain(configuration)),
  )
  const resolved = { ...resolveSweep(sweep, expansion), $schema: undefined }
  return { sweep: resolved, expansion, checked, name: givenName(sweep.name) || 'Sweep', json: JSON.stringify(resolved) }
}

/** As JSON has it. */
export function plain(configuration: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(configuration))
  return isJsonObject(copy) ? copy : {}
}
