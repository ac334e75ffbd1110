import process from 'node:process'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { SweepId, SweepState } from '../../shared/contract/sweeps.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { type Decision, newestDecisions } from '../../shared/sweeps/decisions.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { QueueGate } from '../runs/queue.ts'
import type { RunStore } from '../runs/run-store.ts'
import { moveRun } from '../storage/runs.ts'
import {
  type SweepRunRow,
  findSweep,
  insertDecision,
  listSweeps,
  setHeld,
  setSweepState,
  sweepOfRun,
} from '../storage/sweeps.ts'
import { fits } from './budget.ts'
import type { SweepPlace } from './place.ts'
import { nextDecision, nextPromotion, reasonOf } from './rules.ts'
import { type StoredSweep, getSweep } from './stored-sweep.ts'
import { summaryOf } from './summaries.ts'

/** Watches over sweeps: what of them may start, which runs end early or go on, and when a sweep is through. */
export interface SweepControl {
  readonly gate: QueueGate
  /** Goes on with what an earlier host left behind. */
  takeUp(): void
  /** Lets a sweep go on, with failed runs too where that is asked for. */
  goOn(sweep: SweepId, options: { failed: boolean }): void
  /** Sets a state and tells of it; runs that end with the sweep go on with it. */
  set(sweep: SweepId, state: SweepState, reason: string, ending?: readonly SweepRunRow[]): void
  /** Tells listeners how a sweep stands, soon. */
  announce(sweep: SweepId): void
  /** Listeners of a host: what became of runs. */
  runsChanged(runs: readonly RunSummary[]): void
  runsRemoved(): void
  evaluated(run: RunId): void
  close(): void
}

/** Changes that come together are told together, so many milliseconds after the first. */
const TOGETHER = 200

export function createSweepControl(store: RunStore, place: SweepPlace): SweepControl {
  const { database } = store
  /** How sweeps stand, read again after anything of them has changed. */
  const known = new Map<SweepId, StoredSweep>()
  const untold = new Set<SweepId>()
  const unsettled = new Set<SweepId>()
  let telling: NodeJS.Timeout | undefined
  let settling: NodeJS.Immediate | undefined
  let closed = false

  function read(id: SweepId): StoredSweep {
    const found = known.get(id) ?? getSweep(database, id)
    known.set(id, found)
    return found
  }

  function announce(id: SweepId): void {
    known.delete(id)
    untold.add(id)
    if (!closed) telling ??= setTimeout(tell, TOGETHER)
  }

  function tell(): void {
    telling = undefined
    const rows = [...untold].flatMap((id) => findSweep(database, id) ?? [])
    untold.clear()
    if (rows.length > 0) store.emit('sweeps', { sweeps: rows.map((row) => summaryOf(database, row)) })
  }

  /** Once what happens at the moment has happened: listeners hear of a run in the midst of its changes. */
  function settleSoon(id: SweepId): void {
    unsettled.add(id)
    if (closed) return
    settling ??= setImmediate(() => {
      settling = undefined
      const all = [...unsettled]
      unsettled.clear()
      for (const one of all) carefully(() => settle(one))
    })
  }

  /** A history that cannot be read or written at the moment is looked at again at the next change. */
  function carefully(work: () => void): void {
    if (closed) return
    try {
      work()
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }

  function set(id: SweepId, state: SweepState, reason: string, ending: readonly SweepRunRow[] = []): void {
    const time = store.now()
    const waiting = ending.flatMap(({ run, state: of }) =>
      run !== null && of === 'queued' && !place.isAtWork(run) ? [run] : [],
    )
    explaining('the history', () =>
      database.transaction(() => {
        setSweepState(database, id, state, reason, time)
        setHeld(
          database,
          id,
          ending.map(({ number }) => number),
          true,
        )
        for (const run of waiting) moveRun(database, run, 'stopped', { reason: `${reason} before it started`, time })
      })(),
    )
    store.announceAll(waiting)
    announce(id)
  }

  function record(id: SweepId, decision: Decision): void {
    explaining('the history', () => insertDecision(database, id, decision, store.now()))
    announce(id)
  }

  /** Takes every decision that the evaluations of a run call for. Says whether it is to be trained on. */
  function judge(id: SweepId, number: number): boolean {
    for (;;) {
      const stored = read(id)
      const row = stored.runs.find((one) => one.number === number)
      const decision = row && nextDecision(database, stored, row)
      if (!decision) return !['waits', 'stops'].includes(newestDecisions(stored.decisions).get(number)?.verdict ?? '')
      record(id, decision)
      if (decision.verdict !== 'goes on' && row.run !== null) place.stop(row.run, reasonOf(decision))
    }
  }

  /** Lets go on what may, and ends a sweep that is through. */
  function settle(id: SweepId): void {
    if (findSweep(database, id)?.state !== 'running') return
    for (let decision = nextPromotion(read(id)); decision; decision = nextPromotion(read(id))) {
      record(id, decision)
      const { number, rung, step } = decision
      const run = read(id).runs.find((one) => one.number === number)?.run ?? null
      if (run !== null && judge(id, number)) place.goOn(run, `goes on from rung ${rung + 1} of its sweep, step ${step}`)
    }
    const stored = read(id)
    const open = stored.runs.filter(
      ({ run, state }) => run !== null && state !== null && (!hasEnded(state) || place.isAtWork(run)),
    )
    const kept = open.filter(({ state }) => state === 'queued')
    if (kept.length < open.length) return
    if (kept.length === 0) set(id, 'finished', endOf(stored))
    else if (!kept.some((row) => fits(stored, row))) set(id, 'finished', 'the steps of its budget are spent', kept)
  }

  function goOn(id: SweepId, { failed }: { failed: boolean }): void {
    known.delete(id)
    set(id, 'running', '')
    const { runs } = read(id)
    const waiting = runs.flatMap(({ run, state }) => (run !== null && state === 'queued' ? [run] : []))
    const again = runs.filter(
      ({ state, held }) =>
        state === 'paused' ||
        state === 'interrupted' ||
        (state === 'stopped' && held === 1) ||
        (failed && state === 'failed'),
    )
    setHeld(
      database,
      id,
      again.map(({ number }) => number),
      false,
    )
    // Each goes before all others of its sweep, so the last one first.
    for (const { number, run } of again.toReversed()) {
      if (run !== null && judge(id, number)) place.goOn(run, 'goes on with its sweep')
    }
    place.admit(waiting)
    settleSoon(id)
  }

  return {
    gate: {
      mayStart(run) {
        const of = sweepOfRun(database, run)
        if (!of) return true
        const stored = read(of.sweep)
        const row = stored.runs.find(({ number }) => number === of.number)
        if (!row || stored.row.state !== 'running') return stored.row.state !== 'paused'
        return fits(stored, row)
      },
      ended(run) {
        const of = sweepOfRun(database, run)
        if (!of) return
        announce(of.sweep)
        carefully(() => settle(of.sweep))
      },
    },
    takeUp() {
      for (const { id, state } of listSweeps(database))
        if (state === 'running') carefully(() => goOn(id, { failed: false }))
    },
    goOn,
    set,
    announce,
    runsChanged(runs) {
      for (const id of new Set(runs.flatMap(({ sweep }) => sweep ?? []))) {
        announce(id)
        settleSoon(id)
      }
    },
    runsRemoved() {
      for (const { id, state } of listSweeps(database)) {
        announce(id)
        if (state === 'running') settleSoon(id)
      }
    },
    evaluated(run) {
      const of = sweepOfRun(database, run)
      if (!of) return
      announce(of.sweep)
      carefully(() => judge(of.sweep, of.number))
    },
    close() {
      closed = true
      clearTimeout(telling)
      clearImmediate(settling)
    },
  }
}

function endOf({ runs }: StoredSweep): string {
  const failed = runs.filter(({ state }) => state === 'failed').length
  const cut = runs.filter(({ state }) => state === 'interrupted').length
  if (failed + cut === 0) return 'all runs are done'
  return [failed > 0 ? `${failed} failed` : '', cut > 0 ? `${cut} were interrupted` : ''].filter(Boolean).join(', ')
}
