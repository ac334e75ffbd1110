import type { HostApi } from '../../shared/contract/host.ts'
import { MOST_AT_ONCE, type QueueState } from '../../shared/contract/queue.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isActive } from '../../shared/run-state.ts'
import { type CommonOptions, withAnyHost, withLiveHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

interface Services {
  readonly queue: Pick<HostApi['queue'], 'get'>
  readonly runs: Pick<HostApi['runs'], 'list'>
}

/** `saccade queue`: what trains, and what waits in the order in which it will start. */
export function queue(options: CommonOptions): Promise<number> {
  return withLiveHost(options, (host) => printQueue(host, options))
}

async function printQueue({ queue, runs }: Services, { json }: CommonOptions): Promise<void> {
  const [{ atOnce, held, waiting }, list]: [QueueState, RunSummary[]] = [await queue.get(), await runs.list()]
  const byId = new Map(list.map((run) => [run.run, run]))
  const active = list.filter(({ state }) => isActive(state)).toReversed()
  const queued = waiting.flatMap((run) => byId.get(run) ?? [])
  if (json) {
    printJson({ atOnce, held, active: active.map(({ run }) => run), waiting: queued.map(({ run }) => run) })
    return
  }
  if (active.length + queued.length === 0) printError('Nothing trains and nothing waits.')
  else print(...formatTable(['PLACE', 'RUN', 'STATE', 'STEP', 'OF', 'NAME'], [...active, ...queued].map(row)))
  printError(`${counted(atOnce, 'run')} at a time.`)
  if (held)
    printError('The queue is held: nothing new starts until `saccade queue resume`, or Resume all in the window.')
}

function row({ run, state, keepsPlace, step, steps, queuePosition, name }: RunSummary): (string | number)[] {
  return [queuePosition ?? '', run, keepsPlace ? `${state}, keeps its place` : state, step, steps, name]
}

/** Does something with the queue of the host that holds the folder, or with the stored one, then prints how it stands. */
function change(options: CommonOptions, work: (api: HostApi) => Promise<void>): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    await work(api)
    await printQueue(api, options)
    return 0
  })
}

/** @throws not-found, bad-usage */
async function runsNamed({ runs }: HostApi, named: readonly string[]): Promise<RunSummary[]> {
  if (named.length === 0) return []
  const list = await runs.list()
  const found: RunSummary[] = []
  for (const text of named) found.push(await findRun({ list: async () => list }, text))
  return found
}

async function idsOf(api: HostApi, named: readonly string[]): Promise<RunId[]> {
  return (await runsNamed(api, named)).map(({ run }) => run)
}

/** What waits, and the runs named that do so too. @throws not-found, bad-usage, wrong-state where one does not wait */
async function waitingOf(api: HostApi, named: readonly string[]): Promise<{ waiting: RunId[]; wanted: RunId[] }> {
  const wanted = await idsOf(api, named)
  const { waiting } = await api.queue.get()
  const other = wanted.find((run) => !waiting.includes(run))
  // It is refused by the one that knows why.
  if (other !== undefined) await api.queue.next({ run: other })
  return { waiting: [...waiting], wanted }
}

/** `saccade queue next RUN…`: before all others, in this order; all or none. */
export function queueNext(named: readonly string[], options: CommonOptions): Promise<number> {
  return change(options, async (api) => {
    const { wanted } = await waitingOf(api, named)
    await api.queue.order({ runs: wanted })
  })
}

/** `saccade queue move RUN PLACE`: 1 is the next one. */
export function queueMove(named: string, place: string, options: CommonOptions): Promise<number> {
  const to = place === 'last' ? Infinity : /^[1-9]\d{0,8}$/.test(place) ? Number(place) : NaN
  if (Number.isNaN(to)) {
    throw new SaccadeError('bad-usage', `“${place}” is no place in the queue`, {
      hint: 'Give a number from 1, which is the next one, or last.',
    })
  }
  return change(options, async (api) => {
    const { waiting, wanted } = await waitingOf(api, [named])
    const others = waiting.filter((run) => !wanted.includes(run))
    await api.queue.order({ runs: others.toSpliced(to - 1, 0, ...wanted) })
  })
}

export interface PauseOptions extends CommonOptions {
  readonly keepPlace?: boolean
}

/** `saccade queue pause [RUN…]`: these, or all and nothing new starts. */
export function queuePause(named: readonly string[], { keepPlace, ...options }: PauseOptions): Promise<number> {
  if (keepPlace && named.length === 0) {
    throw new SaccadeError('bad-usage', '--keep-place needs a run', {
      hint: 'When all are paused nothing new starts, so that no place is lost.',
    })
  }
  return change(options, async (api) => {
    if (named.length === 0) await api.queue.pauseAll()
    for (const run of await idsOf(api, named)) await api.runs.pause({ run, keepPlace })
  })
}

/** `saccade queue resume [RUN…]`: these, or all and the queue goes on. */
export function queueResume(named: readonly string[], options: CommonOptions): Promise<number> {
  return change(options, async (api) => {
    const runs = await runsNamed(api, named)
    // A host of the command line ends with the training that it was started for, and with all that trains beside it.
    const isPassing = (await api.system.info()).mode === 'command line'
    const other = isPassing ? runs.find(({ state }) => state !== 'paused') : undefined
    if (other) {
      throw new SaccadeError('wrong-state', `No Saccade is there that would train ${other.run}`, {
        hint: `Start the window or \`saccade serve\`; or train it here with \`saccade resume ${other.run}\` when no other training holds the data folder.`,
      })
    }
    if (named.length === 0) await api.queue.resumeAll()
    for (const { run } of runs) await api.runs.resume({ run })
    if (isPassing && runs.length === 0) printError('What waits starts when the window or `saccade serve` does.')
  })
}

export interface StopOptions extends CommonOptions {
  readonly waiting?: boolean
}

/** `saccade queue stop [RUN…]`: these, or all that train, each with a checkpoint. */
export function queueStop(named: readonly string[], { waiting = false, ...options }: StopOptions): Promise<number> {
  if (waiting && named.length > 0) {
    throw new SaccadeError('bad-usage', '--waiting and the names of runs exclude each other', {
      hint: 'Without names all runs are meant.',
    })
  }
  return change(options, async (api) => {
    if (named.length === 0) await api.queue.stopAll({ waiting })
    for (const run of await idsOf(api, named)) await api.runs.stop({ run })
  })
}

/** `saccade queue at-once N`: how many runs train at a time. */
export function queueAtOnce(text: string, options: CommonOptions): Promise<number> {
  const atOnce = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
    throw new SaccadeError('bad-usage', `Runs at a time are a whole number from 1 to ${MOST_AT_ONCE}, not “${text}”`)
  }
  return change(options, (api) => api.queue.set({ atOnce }))
}
