import type { ImportedSweep } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { Database } from '../storage/database.ts'
import {
  freeSweepNumber,
  insertDecision,
  insertSweepRun,
  joinSweepIfFree,
  listSweepRuns,
  putSweep,
  setHeld,
} from '../storage/sweeps.ts'
import { knownSweep } from '../runs/known-sweep.ts'
import type { SweepFile } from './sweep-file.ts'

/**
 * Stores a sweep that came in a bundle. One that is here already stays as it is, and gets the runs that it lacks. A run that
 * belongs to another sweep here stays with that. Call it in the transaction that shows the runs.
 * @param ids under which ids the runs of the bundle are here
 */
export function putImportedSweep(database: Database, file: SweepFile, ids: ReadonlyMap<RunId, RunId>): ImportedSweep {
  const json = JSON.stringify(file.definition)
  const { there, id } = knownSweep(database, { id: file.sweep, created: file.created, json })
  if (!there) {
    const { name, state, reason, created, updated } = file
    putSweep(database, { id, name, sweep_json: json, state, reason, created, updated })
  }
  const known = new Map(listSweepRuns(database, id).map(({ digest, number }) => [digest, number]))
  let joined = 0
  for (const { number: wanted, digest, label, point, steps, run } of file.runs) {
    const mine = run === null ? undefined : ids.get(run)
    // One that was deleted elsewhere did not come: a sweep that is here may still train it, or await it from a cluster.
    if (there && !known.has(digest) && mine === undefined) continue
    const number = known.get(digest) ?? freeSweepNumber(database, id, wanted)
    if (!known.has(digest))
      insertSweepRun(database, id, { number, digest, label, point_json: JSON.stringify(point), steps })
    if (mine !== undefined && joinSweepIfFree(database, mine, { id, number })) joined += 1
  }
  if (!there) {
    const held = file.runs.filter((run) => run.held).map(({ number }) => number)
    setHeld(database, id, held, true)
    for (const { time, ...decision } of file.decisions) insertDecision(database, id, decision, time)
  }
  return { sweep: id, name: there?.name ?? file.name, outcome: there ? 'known' : 'new', joined }
}
