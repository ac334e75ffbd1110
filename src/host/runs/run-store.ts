import type { RunId } from '../../shared/contract/runs.ts'
import type { TrainerProgress } from '../../shared/contract/trainer.ts'
import type { RunState } from '../../shared/run-state.ts'
import { type DataFolder, checkpointFolder } from '../folder/data-folder.ts'
import type { Emit } from '../events.ts'
import { explaining } from '../../shared/system-errors.ts'
import { insertLog } from '../storage/logs.ts'
import { moveRun } from '../storage/runs.ts'
import { type StepsWriter, createStepsWriter } from './steps-writer.ts'
import { type SummarySource, type UnstoredState, summarize, summarizeSome } from './summaries.ts'

/** What everything that works on runs shares: the database, the files, the listeners. */
export interface RunStore extends SummarySource {
  readonly folder: DataFolder
  readonly live: Map<RunId, TrainerProgress>
  readonly emit: Emit
  readonly now: () => number
  /** What runs log at each step. */
  readonly steps: StepsWriter
  /** Gives back the room that is kept for a full disk. */
  freeReserve(): void
  checkpointFolder(run: RunId): string
  /** Tells the listeners how the run stands now. */
  announce(run: RunId): void
  /** The same of several, in one event. */
  announceAll(runs: readonly RunId[]): void
  /** Keeps and tells a state that could not be stored: whoever asks hears of it, until `again` has stored it. */
  keepUnstored(run: RunId, told: UnstoredState, again: () => void): void
  /** Stores what could not be stored before, of one run or of all. @throws storage where it still cannot be */
  catchUp(run?: RunId): void
  /** Moves a run through the state machine and tells the listeners. `effect` is part of the transaction. */
  move(run: RunId, to: RunState, reason?: string, effect?: () => void): void
  /** The same of many in one transaction. */
  moveAll(runs: readonly RunId[], to: RunState, reason: string): void
  log(run: RunId, level: 'info' | 'warning' | 'error', text: string): void
}

type RunStoreParts = Pick<RunStore, 'database' | 'folder' | 'emit' | 'now' | 'freeReserve'>

export function createRunStore({ database, folder, emit, now, freeReserve }: RunStoreParts): RunStore {
  const live = new Map<RunId, TrainerProgress>()
  const unstored = new Map<RunId, UnstoredState & { again(): void }>()
  const source: SummarySource = { database, live, unstored }
  const announce = (run: RunId): void => emit('runs', { runs: [summarize(source, run)] })
  const announceAll = (runs: readonly RunId[]): void => {
    if (runs.length > 0) emit('runs', { runs: summarizeSome(source, runs) })
  }
  return {
    ...source,
    folder,
    live,
    emit,
    now,
    steps: createStepsWriter(database),
    freeReserve,
    checkpointFolder: (run) => checkpointFolder(folder, run),
    announce,
    announceAll,
    keepUnstored(run, told, again) {
      unstored.set(run, { ...told, again })
      announce(run)
    },
    catchUp(run) {
      for (const [one, { again }] of unstored) {
        if (run !== undefined && one !== run) continue
        again()
        unstored.delete(one) // also where it goes on waiting, and so was not moved
      }
    },
    move(run, to, reason = '', effect) {
      explaining('the history', () => moveRun(database, run, to, { reason, time: now(), effect }))
      unstored.delete(run)
      announce(run)
    },
    moveAll(runs, to, reason) {
      const time = now()
      explaining('the history', () =>
        database.transaction(() => {
          for (const run of runs) moveRun(database, run, to, { reason, time })
        })(),
      )
      for (const run of runs) unstored.delete(run)
      announceAll(runs)
    },
    log(run, level, text) {
      explaining('the history', () => insertLog(database, run, { time: now(), level, text }))
      emit('log', { run, level, text })
    },
  }
}
