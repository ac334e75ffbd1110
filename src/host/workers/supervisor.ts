import { type RecorderApi, recorderContract } from '../../shared/contract/recorder.ts'
import type { TrainerApi, TrainerEvents } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { connect, implement, serve, type Connected, type Remote } from '../../shared/rpc/rpc.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { WorkerConnection, WorkerExit, WorkerLauncher } from './launcher.ts'
import type { WorkerResources } from './environment.ts'

/** All in milliseconds. */
export interface Deadlines {
  /** Between two heartbeats. */
  readonly heartbeat: number
  /** How long heartbeats may stay unanswered. Steps, and above all compiling one, are synchronous: be generous. */
  readonly silence: number
  /** From the wish to stop to the end of the work. */
  readonly stop: number
  /** From the end of the work to the end of the process. */
  readonly exit: number
}

export const DEADLINES: Deadlines = { heartbeat: 3_000, silence: 120_000, stop: 60_000, exit: 5_000 }

export type WorkerOutcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The worker said why it could not do its work. */
  | { readonly kind: 'failed'; readonly error: SaccadeError; readonly log: readonly string[] }
  /** The worker ended, or had to be ended, before its work was done; the error's code is `worker-lost`. */
  | {
      readonly kind: 'lost'
      readonly error: SaccadeError
      /** The last lines it wrote. */
      readonly log: readonly string[]
      /** True when it had been asked to stop, so that its end was wanted, only not like this. */
      readonly stopping: boolean
    }

type TrainerConnection = Connected<{ trainer: TrainerApi }, TrainerEvents>

export interface SuperviseOptions<Result> {
  readonly worker: WorkerConnection
  /** What the worker is there for: one run to train, or one question. */
  readonly work: (trainer: TrainerConnection['api']['trainer']) => Promise<Result>
  /** Where a training worker stores its evaluations and snapshots. */
  readonly recorder?: RecorderApi
  /** Called before the work begins, to listen to the worker's events. */
  readonly listen?: (on: TrainerConnection['on']) => void
  /** Told the milliseconds for which heartbeats have been unanswered, and 0 when the worker answers again. */
  readonly onSilence?: (milliseconds: number) => void
  readonly deadlines?: Partial<Deadlines>
}

export interface Supervised<Result> {
  readonly trainer: Remote<{ trainer: TrainerApi }>['trainer']
  /** Resolves when the process is gone and all it asked to be stored has been stored. Never rejects. */
  readonly outcome: Promise<WorkerOutcome<Result>>
  /** Asks the worker to stop in order; past the deadline it is killed. The outcome tells how it went. */
  stop(): void
  /** Ends the worker at once; unless its work was done the outcome is `lost`, for this reason. */
  kill(reason: string): void
}

/**
 * Looks after one worker process from its work to its end: heartbeats, stopping, and every way in which
 * it can die. Whatever the worker does, the outcome comes.
 */
export function supervise<Result>(options: SuperviseOptions<Result>): Supervised<Result> {
  const { worker } = options
  const deadlines = { ...DEADLINES, ...options.deadlines }
  const storing = new Set<Promise<void>>()
  let killedFor = ''
  let stopTimer: NodeJS.Timeout | undefined

  const { api, on } = connect<{ trainer: TrainerApi }, TrainerEvents>(worker.channel)
  serve(worker.channel, implement(recorderContract, { recorder: trackedRecorder(options.recorder, storing) }))
  options.listen?.(on)

  function kill(reason: string): void {
    killedFor ||= reason
    worker.kill()
  }

  function stop(): void {
    if (stopTimer !== undefined) return
    stopTimer = setTimeout(() => {
      kill(`It did not stop within ${seconds(deadlines.stop)} and was ended.`)
    }, deadlines.stop)
    // When it refuses for being at its end already, the end comes by itself, or the deadline does.
    api.trainer.stop().catch(() => undefined)
  }

  async function attend(): Promise<WorkerOutcome<Result>> {
    const gone = new Promise<'gone'>((resolve) => {
      worker.channel.onClose(() => resolve('gone'))
      void worker.exited.then(() => resolve('gone'))
    })
    const endHeartbeat = startHeartbeat({
      ping: () => api.trainer.ping(),
      interval: deadlines.heartbeat,
      deadline: deadlines.silence,
      onSilence: options.onSilence ?? ignore,
      onDead: () => kill(`It did not answer for ${seconds(deadlines.silence)} and was ended.`),
    })
    const ending = await Promise.race([attempt(() => options.work(api.trainer)), gone])
    endHeartbeat()
    const stopping = stopTimer !== undefined
    clearTimeout(stopTimer)

    worker.channel.close() // at which a worker ends by itself
    const exit = await endOf(worker, deadlines.exit)
    await Promise.allSettled(storing)
    const log = worker.log.last()
    if (ending === 'gone') return { kind: 'lost', error: lostError(killedFor, exit, log), log, stopping }
    return ending.kind === 'failed' ? { ...ending, log } : ending
  }

  return { trainer: api.trainer, outcome: attend(), stop, kill }
}

/** Starts a worker for one question and gives its answer. @throws what the worker throws, `worker-lost`, `aborted` */
export async function askWorker<Answer>(
  launcher: WorkerLauncher,
  resources: WorkerResources,
  question: SuperviseOptions<Answer>['work'],
  { signal, deadlines }: { readonly signal?: AbortSignal; readonly deadlines?: Partial<Deadlines> } = {},
): Promise<Answer> {
  const givenUp = new SaccadeError('aborted', 'The question was given up.')
  if (isAborted(signal)) throw givenUp
  const supervised = supervise({ worker: launcher.launch(resources), work: question, deadlines })
  const giveUp = (): void => supervised.kill(givenUp.message)
  signal?.addEventListener('abort', giveUp)
  const outcome = await supervised.outcome
  signal?.removeEventListener('abort', giveUp)
  if (outcome.kind === 'done') return outcome.result
  throw isAborted(signal) ? givenUp : outcome.error
}

// A function, because the compiler would take one look at the signal to hold for good.
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

type Attempt<Result> = { kind: 'done'; result: Result } | { kind: 'failed'; error: SaccadeError }

async function attempt<Result>(work: () => Promise<Result>): Promise<Attempt<Result> | 'gone'> {
  try {
    return { kind: 'done', result: await work() }
  } catch (error) {
    if (!(error instanceof SaccadeError)) {
      const message = error instanceof Error ? error.message : String(error)
      return { kind: 'failed', error: new SaccadeError('internal', message, { cause: error }) }
    }
    return error.code === 'disconnected' ? 'gone' : { kind: 'failed', error }
  }
}

/** The recorder, with everything it is busy with kept in `storing`. */
function trackedRecorder(recorder: RecorderApi | undefined, storing: Set<Promise<void>>): RecorderApi {
  async function track(store: (recorder: RecorderApi) => Promise<void>): Promise<void> {
    if (recorder === undefined) throw new SaccadeError('wrong-state', 'Nothing is recorded of a question.')
    const stored = store(recorder)
    storing.add(stored)
    try {
      await stored
    } finally {
      storing.delete(stored)
    }
  }
  return {
    storeEvaluation: (evaluation) => track((to) => to.storeEvaluation(evaluation)),
    storeSnapshot: (snapshot) => track((to) => to.storeSnapshot(snapshot)),
  }
}

interface WorkerEnd extends WorkerExit {
  /** True when it had to be killed after its channel had closed. */
  readonly forced: boolean
}

/** Waits for the end of the process; kills it past the deadline, and past the next gives up on it. */
async function endOf(worker: WorkerConnection, deadline: number): Promise<WorkerEnd> {
  const inTime = await within(worker.exited, deadline)
  if (inTime !== null) return { ...inTime, forced: false }
  worker.kill()
  const exit = await within(worker.exited, deadline)
  return { ...(exit ?? { code: null, signal: null }), forced: true }
}

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

const CRASHES = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']

function lostError(killedFor: string, exit: WorkerEnd, log: readonly string[]): SaccadeError {
  const [reason, hint] = killedFor !== '' ? [killedFor, ''] : explain(exit)
  const last = log.findLast((line) => !isChatter(line))
  const tail = last === undefined ? '' : ` Its last words: ${last}`
  return new SaccadeError('worker-lost', `The worker process was lost. ${reason}${tail}`, { hint })
}

/** What TensorFlow tells at every start (`I0000 …`, `2026-01-31 12:00:00.000000: I tensorflow/…`) explains no end. */
function isChatter(line: string): boolean {
  return /^(I\d{4} |\d{4}-\d\d-\d\d [\d:.]+ I )/.test(line)
}

function explain({ code, signal, forced }: WorkerEnd): [reason: string, hint: string] {
  if (forced) return ['It closed its connection but did not end, and was killed.', '']
  if (signal === 'SIGKILL') {
    return [
      'It was killed from outside, perhaps because memory ran out.',
      'A smaller batch or model needs less memory.',
    ]
  }
  if (signal !== null && CRASHES.includes(signal)) {
    return [`It crashed (${signal}).`, 'If it happens again, `saccade doctor` tells whether the engine is sound.']
  }
  if (signal !== null) return [`It was ended by ${signal}.`, '']
  if (code === null) return ['It could not be started.', 'Run `saccade doctor`.']
  if (code === 0) return ['It ended before its work was done.', '']
  return [`It ended with exit code ${code}.`, 'Its log tells more; `saccade doctor` checks the installation.']
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`
}

function ignore(): void {
  // nobody wants to know
}
