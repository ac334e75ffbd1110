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
import type { GoingOn, SweepPlace } from './place.ts'
import { isToGoOn, nextDecision, nextPromotion, reasonOf } from './rules.ts'
import { type StoredSweep, getSweep } from './stored-sweep.ts'
import { summaryOf } from './summaries.ts'

/** Watches over sweeps: what of them may start, which runs end early or go on, and when a sweep is through. */
export interface SweepControl {
  readonly gate: QueueGate
  /** Goes on with what an earlier host left behind. */
  takeUp(): void
  /** Lets a sweep go on, with failed runs too where that is asked for. */
  goOn(sweep: SweepId, options: { failed: boolean }): void
  /** Sets a state and tells of it. Runs that are held with it go on once the sweep does; those of them that wait are stopped. */
  set(sweep: SweepId, state: SweepState, reason: string, held?: readonly SweepRunRow[]): void
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

  function set(id: SweepId, state: SweepState, reason: string, held: readonly SweepRunRow[] = []): void {
    const time = store.now()
    const waiting = held.flatMap(({ run, state: of }) =>
      run !== null && of === 'queued' && !place.isAtWork(run) ? [run] : [],
    )
    explaining('the history', () =>
      database.transaction(() => {
        setSweepState(database, id, state, reason, time)
        setHeld(
          database,
          id,
          held.map(({ number }) => number),
          true,
        )
        for (const run of waiting) moveRun(database, run, 'stopped', { reason: `${reason} before it started`, time })
      })(),
    )
    store.announceAll(waiting)
    announce(id)
  }

  /** @param promoted whether the run halted and goes on now: it is held until it does, so that it does whatever comes between */
  function record(id: SweepId, decision: Decision, promoted = false): void {
    explaining('the history', () =>
      database.transaction(() => {
        insertDecision(database, id, decision, store.now())
        if (promoted) setHeld(database, id, [decision.number], true)
      })(),
    )
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

  /** Lets go on what is held, as far as no worker is at its end with it and no decision is against it. */
  function letGoOn(id: SweepId): void {
    const going: GoingOn[] = []
    for (const row of read(id).runs) {
      const { number, run, step, state } = row
      if (run === null || !isToGoOn(row) || (state !== 'paused' && place.isAtWork(run))) continue
      const isOn = judge(id, number)
      const last = newestDecisions(read(id).decisions).get(number)
      // One that came further than where it was to end was let go on by hand.
      if (isOn || !last || (step ?? 0) > last.step) going.push({ run, reason: reasonOfGoingOn(last, row) })
      else endAsDecided(id, run, row, last)
    }
    if (going.length > 0) place.goOn(going)
  }

  /** Nothing happened to a run that was cut off between the decision that it ends and its end. */
  function endAsDecided(id: SweepId, run: RunId, { number, state }: SweepRunRow, decision: Decision): void {
    const [time, reason] = [store.now(), reasonOf(decision)]
    explaining('the history', () =>
      database.transaction(() => {
        setHeld(database, id, [number], false)
        if (state !== 'interrupted') return
        moveRun(database, run, 'queued', { reason: 'goes on with its sweep', time })
        moveRun(database, run, 'stopped', { reason, time })
      })(),
    )
    store.announceAll([run])
    announce(id)
  }

  /** Lets go on what may, and ends a sweep that is through. */
  function settle(id: SweepId): void {
    if (findSweep(database, id)?.state !== 'running') return
    letGoOn(id)
    for (let decision = nextPromotion(read(id)); decision; decision = nextPromotion(read(id))) {
      record(id, decision, true)
      letGoOn(id)
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
    const { runs } = read(id)
    set(
      id,
      'running',
      '',
      runs.filter((row) => row.state === 'paused' || row.state === 'interrupted' || isToGoOn(row)),
    )
    for (const { run, state } of runs) {
      if (run !== null && (state === 'starting' || state === 'running')) place.takeBackPause(run)
    }
    letGoOn(id)
    const again = runs.flatMap(({ run, state }) =>
      run !== null && state === 'failed' && !place.isAtWork(run) ? [run] : [],
    )
    if (failed) place.goOn(again.map((run) => ({ run, reason: 'is tried again with its sweep' })))
    place.admit(runs.flatMap(({ run, state }) => (run !== null && state === 'queued' ? [run] : [])))
    settleSoon(id)
  }

  return {
    gate: {
      mayStart(run) {
        const of = sweepOfRun(database, run)
        const state = of && findSweep(database, of.sweep)?.state
        if (!of || state !== 'running') return state !== 'paused'
        try {
          const stored = read(of.sweep)
          const row = stored.runs.find(({ number }) => number === of.number)
          return !row || fits(stored, row)
        } catch {
          return false // of a sweep that cannot be read nobody knows what may start; the others go on
        }
      },
      ended(run) {
        const of = sweepOfRun(database, run)
        if (!of) return
        announce(of.sweep)
        carefully(() => settle(of.sweep))
      },
    },
    takeUp() {
      carefully(() => {
        for (const { id, state } of listSweeps(database))
          if (state === 'running') carefully(() => goOn(id, { failed: false }))
      })
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

function reasonOfGoingOn(last: Decision | undefined, { step }: SweepRunRow): string {
  if (last?.verdict !== 'goes on' || last.step !== step) return 'goes on with its sweep'
  return `goes on from rung ${last.rung + 1} of its sweep, step ${step}`
}

function endOf({ runs }: StoredSweep): string {
  const failed = runs.filter(({ state }) => state === 'failed').length
  const cut = runs.filter(({ state }) => state === 'interrupted').length
  if (failed + cut === 0) return 'all runs are done'
  return [failed > 0 ? `${failed} failed` : '', cut > 0 ? `${cut} were interrupted` : ''].filter(Boolean).join(', ')
}
