import { isDeepStrictEqual } from 'node:util'
import type { ImportedSweep } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { hasEnded } from '../../shared/run-state.ts'
import type { Database } from '../storage/database.ts'
import {
  type SweepRow,
  type SweepRunRow,
  freeSweepNumber,
  insertDecision,
  insertSweepRun,
  joinSweepIfFree,
  leaveSweep,
  listSweepRuns,
  listTimedDecisions,
  putSweep,
  setHeld,
  sweepOfRun,
} from '../storage/sweeps.ts'
import { knownSweep } from '../runs/known-sweep.ts'
import type { SweepFile } from './sweep-file.ts'

/** The runs of a bundle as they are here, by their ids in it. */
interface BundledRuns {
  /** Under which ids they are here. */
  readonly ids: ReadonlyMap<RunId, RunId>
  /** Which runs of the sweep here they are later states of. */
  readonly formers: ReadonlyMap<RunId, RunId>
  /** Those that have gone on here since. */
  readonly behind: ReadonlySet<RunId>
}

/**
 * Stores a sweep that came in a bundle. One that is here already gets the runs that it lacks, and where the bundle is of a later state of it,
 * and it did not go on here, its state, decisions and later runs; what those were before stays in the history, out of the sweep. A run
 * that belongs to another sweep here stays with that. Call it in the transaction that shows the runs.
 */
export function putImportedSweep(database: Database, file: SweepFile, bundled: BundledRuns): ImportedSweep {
  const json = JSON.stringify(file.definition)
  const { there, id } = knownSweep(database, { id: file.sweep, created: file.created, json })
  const { isLater, kept } = there ? laterThan(database, there, file, bundled) : { isLater: true, kept: '' }
  const isTaken = isLater && kept === ''
  const { name, state, reason, created, updated } = file
  if (isTaken) putSweep(database, { id, name, sweep_json: json, state, reason, created, updated })
  const known = new Map(listSweepRuns(database, id).map(({ digest, number }) => [digest, number]))
  const numbers = new Map<number, number>()
  const came = { joined: 0, replaced: 0 }
  for (const { number: wanted, digest, label, point, steps, run } of file.runs) {
    const mine = run === null ? undefined : bundled.ids.get(run)
    // One that was deleted elsewhere did not come: a sweep that is here may still train it, or await it from a cluster.
    if (!isTaken && !known.has(digest) && mine === undefined) continue
    const number = known.get(digest) ?? freeSweepNumber(database, id, wanted)
    numbers.set(wanted, number)
    if (!known.has(digest))
      insertSweepRun(database, id, { number, digest, label, point_json: JSON.stringify(point), steps })
    if (mine === undefined || run === null) continue
    const former = isTaken ? bundled.formers.get(run) : undefined
    // One of another sweep will not take its place.
    if (former !== undefined && sweepOfRun(database, mine) === undefined) leaveSweep(database, former)
    if (!joinSweepIfFree(database, mine, { id, number })) continue
    if (former === undefined) came.joined += 1
    else came.replaced += 1
  }
  if (isTaken) {
    const held = (is: boolean) =>
      file.runs.filter((run) => run.held === is).map(({ number }) => numbers.get(number) ?? 0)
    for (const is of [true, false]) setHeld(database, id, held(is), is)
    for (const { time, ...decision } of file.decisions.slice(listTimedDecisions(database, id).length))
      insertDecision(database, id, { ...decision, number: numbers.get(decision.number) ?? decision.number }, time)
  }
  const outcome = !there ? 'new' : isTaken ? 'updated' : 'known'
  return { sweep: id, name: isTaken ? name : (there?.name ?? name), outcome, kept: isLater ? kept : '', ...came }
}

/**
 * Whether a bundle has more of a sweep than is here, and why it is not taken over all the same. It has where its decisions go on from those
 * here, where runs went on, or where its state is a later one. What went on here is told by what is here and not in the bundle: decisions,
 * runs and places of runs; clocks differ, and count only where nothing else does.
 */
function laterThan(
  database: Database,
  there: SweepRow,
  file: SweepFile,
  { ids, formers, behind }: BundledRuns,
): { isLater: boolean; kept: string } {
  const runs = listSweepRuns(database, there.id)
  const numbers = new Map(runs.map(({ digest, number }) => [digest, number]))
  const digests = new Map(file.runs.map(({ number, digest }) => [number, digest]))
  const told = file.decisions.map((one) => ({ ...one, number: numbers.get(digests.get(one.number) ?? '') }))
  const here = listTimedDecisions(database, there.id)
  const both = Math.min(told.length, here.length)
  const inFile = new Map(file.runs.map(({ digest, run }) => [digest, run]))
  /** Whether a place has a run here, and one in the bundle that has nothing to do with it. */
  const isOther = ({ digest, run }: SweepRunRow): boolean => {
    const its = inFile.get(digest) ?? null
    return run !== null && its !== null && ids.get(its) !== run && formers.get(its) !== run && !behind.has(its)
  }
  const isApart = !isDeepStrictEqual(told.slice(0, both), here.slice(0, both)) || runs.some(isOther)
  const isLater = isApart || told.length > both || formers.size > 0 || file.updated > there.updated
  const isOnlyHere = ({ digest, run }: SweepRunRow): boolean =>
    !inFile.has(digest) || (run !== null && inFile.get(digest) === null)
  const hasMore = here.length > both || behind.size > 0 || runs.some(isOnlyHere)
  const wentOn = isApart || hasMore || there.updated > file.updated
  const trains = ['running', 'paused'].includes(there.state) || runs.some(({ state }) => state && !hasEnded(state))
  const kept =
    there.folder !== null
      ? `its runs come from the tasks of ${there.folder}`
      : trains
        ? 'it trains here'
        : wentOn
          ? 'it went on here as well'
          : ''
  return { isLater, kept }
}
