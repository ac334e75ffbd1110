import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {
  type SweepFolder,
  type TaskPlaces,
  openSweepFolder,
  placesOfTask,
  readJson,
  writeWhole,
} from '../../../host/cluster/sweep-folder.ts'
import { addEvaluation, beginEvaluations } from '../../../host/cluster/task-evaluations.ts'
import { HEARTBEAT, LOG_LINES, type TaskState, readTaskState } from '../../../host/cluster/task-state.ts'
import type { Host } from '../../../host/host.ts'
import { isJsonObject } from '../../../shared/config/assign.ts'
import type { RunId } from '../../../shared/contract/runs.ts'
import { SaccadeError, toErrorData } from '../../../shared/errors.ts'
import { explaining } from '../../../shared/system-errors.ts'
import { namesIn } from '../../../shared/user-paths.ts'
import { withHost } from '../../context.ts'
import { EXIT } from '../../exit-codes.ts'
import { followRun } from '../../follow-run.ts'
import { print, printError, printJson } from '../../output.ts'

/** What schedulers send before a time limit, beside what ends a program everywhere. */
const WARNINGS = ['SIGUSR1'] as const

/**
 * `saccade sweep run-task DIR N`: trains one task to its end, from its last checkpoint where it was cut off.
 * Its data folder is its own, and locked by the process that trains it.
 */
export async function sweepRunTask(
  named: string,
  number: number,
  { json = false }: { json?: boolean },
): Promise<number> {
  const wasWarned = hearWarnings()
  const folder = path.resolve(named)
  const described = await openSweepFolder(folder)
  if (number >= described.tasks.length) {
    throw new SaccadeError('not-found', `There is no task ${number} in ${folder}`, {
      hint: `It has ${described.tasks.length}, from 0 to ${described.tasks.length - 1}.`,
    })
  }
  const places = placesOfTask(folder, number)
  if (isDone(places)) {
    if (json) printJson({ event: 'done already', task: number })
    else print(`task ${number} is finished already`)
    return EXIT.done
  }
  return withHost({ dataDir: places.data }, (host) => trainTask(host, { number, places, described, json, wasWarned }))
}

function isDone({ state, bundle }: TaskPlaces): boolean {
  return readTaskState(state)?.state === 'finished' && fs.existsSync(bundle)
}

interface Task {
  readonly number: number
  readonly places: TaskPlaces
  readonly described: SweepFolder
  readonly json: boolean
  readonly wasWarned: () => boolean
}

async function trainTask(host: Host, { number, places, described, json, wasWarned }: Task): Promise<number> {
  if (isDone(places)) return EXIT.done // by a process that let go of the data folder just now
  const writer = keepState(host, places)
  try {
    for (const score of described.scores) await host.api.scores.trust(score)
    if (wasWarned()) {
      writer.end('stopped', 'told to stop by a signal before it began')
      return EXIT.again
    }
    const run = await theRun(host, places)
    const code = await followRun(host, run, { json, warnings: WARNINGS, inHistory: false })
    const { state, reason, step } = await host.api.runs.get({ run })
    if (state === 'finished') {
      await bundle(host, run, places)
      writer.end('finished', reason)
      return EXIT.done
    }
    if (code !== EXIT.stopped) {
      writer.end('failed', reason)
      return code
    }
    writer.end('stopped', state === 'stopped' ? 'told to stop by a signal, with a checkpoint' : reason)
    if (!json) printError(`task ${number} goes on from step ${step} when it is called again`)
    return EXIT.again
  } catch (error) {
    writer.end('failed', toErrorData(error).message)
    throw error
  } finally {
    writer.close()
  }
}

/** The one run of a task's data folder, which trains or waits from now on; a finished one is left as it is. */
async function theRun(host: Host, { configuration }: TaskPlaces): Promise<RunId> {
  const [there] = await host.api.runs.list()
  if (there) {
    if (there.state !== 'finished') await host.api.runs.resume({ run: there.run })
    return there.run
  }
  const wanted = await readJson(configuration)
  const { runs } = await host.api.runs.create({ configurations: [isJsonObject(wanted) ? wanted : {}] })
  const [run] = runs
  if (run === undefined) throw new Error('create gave no run')
  return run
}

/**
 * Hears a warning whenever it comes: without a listener Node takes it as the wish to be debugged, and opens a port.
 * Tells whether one came.
 */
function hearWarnings(): () => boolean {
  let came = false
  for (const signal of WARNINGS) process.on(signal, () => (came = true))
  return () => came
}

/** Whole or not at all; what an earlier process left half written goes. */
async function bundle(host: Host, run: RunId, { root, bundle: file }: TaskPlaces): Promise<void> {
  explaining(`the folder ${root}`, () => {
    for (const name of namesIn(root)) if (/^bundle\.zip\..*\.part$/.test(name)) fs.rmSync(path.join(root, name))
  })
  if (fs.existsSync(file)) return
  await host.api.bundles.export({ runs: [run], checkpoints: 'all', path: file })
}

/** Writes down how a task stands, at every change and heartbeat, and what its evaluations measure. */
export function keepState(
  host: { readonly events: Pick<Host['events'], 'onAny'> },
  { state: file, evaluations }: TaskPlaces,
) {
  const log: string[] = []
  let now: Pick<TaskState, 'state' | 'reason' | 'step' | 'steps'> = { state: 'starting', reason: '', step: 0, steps: 0 }
  let ended = false
  let isWhole = true
  const write = (): void =>
    writeWhole(file, JSON.stringify({ ...now, heartbeat: Date.now(), machine: os.hostname(), pid: process.pid, log }))
  /** A file system that is away for a while ends no training. */
  const tryToWrite = (work = write): boolean => {
    try {
      work()
      return true
    } catch (error) {
      printError(`warning: ${toErrorData(error).message}`)
      return false
    }
  }
  const off = host.events.onAny(({ name, payload }) => {
    if (name === 'log') {
      log.push(...`${payload.level}: ${payload.text}`.split('\n'))
      log.splice(0, log.length - LOG_LINES)
    } else if (name === 'evaluation') {
      const { step, metrics } = payload
      now = { ...now, step }
      isWhole = tryToWrite(() => {
        if (!isWhole) beginEvaluations(evaluations) // what was cut off stays a line of its own
        addEvaluation(evaluations, step, metrics)
      })
      tryToWrite()
    } else if (name === 'runs' && !ended) {
      for (const { state, step, steps } of payload.runs) {
        const changed = state === 'running' && now.state !== 'running'
        now = { ...now, step, steps, state: state === 'running' ? 'running' : now.state }
        if (changed) tryToWrite()
      }
    }
  })
  const heart = setInterval(() => tryToWrite(), HEARTBEAT)
  write()
  isWhole = tryToWrite(() => beginEvaluations(evaluations))
  return {
    end(state: 'finished' | 'failed' | 'stopped', reason: string) {
      ended = true
      now = { ...now, state, reason }
      tryToWrite()
    },
    close() {
      clearInterval(heart)
      off()
    },
  }
}
