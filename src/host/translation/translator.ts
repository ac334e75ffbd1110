import path from 'node:path'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { ModelAnswer } from '../../shared/contract/asking.ts'
import type {
  AskRequest,
  DecodePairsRequest,
  ScoreReferencesRequest,
  StoredModelRequest,
  TranslateRequest,
} from '../../shared/contract/trainer.ts'
import type { ReferenceScore, Translation } from '../../shared/contract/translation.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { PairOutputs } from '../../shared/outputs/pair-outputs.ts'
import { type RunWorkers, resourcesFor } from '../runs/active-run.ts'
import { type Supervised, supervise } from '../workers/supervisor.ts'

/**
 * How long a worker waits for the next question before it goes, in milliseconds. Starting one takes about as long as some
 * answers; and one that is asked about sentences keeps its models, as long as somebody is likely to type on.
 */
const IDLE = { lines: 20_000, sentence: 300_000 }

/**
 * Many lines may take minutes: a single sentence does not wait behind them, but has workers of its own. A small model keeps
 * but one core busy, so that two of these answer a dozen runs in half the time.
 */
type Lane = 'lines' | 'sentence 0' | 'sentence 1'
const idleOf = (lane: Lane) => (lane === 'lines' ? IDLE.lines : IDLE.sentence)

/** Answers questions about stored checkpoints in workers that are kept for a while, one after another in each lane. */
export interface Translator {
  translate(request: TranslateRequest): Promise<Translation[]>
  scoreReferences(request: ScoreReferencesRequest): Promise<(ReferenceScore | null)[]>
  ask(request: AskRequest, signal: AbortSignal): Promise<ModelAnswer>
  /** @param signal gives it up */
  decodePairs(request: DecodePairsRequest, signal?: AbortSignal): Promise<PairOutputs>
  close(): Promise<void>
}

type Question<Answer> = (trainer: Supervised<null>['trainer']) => Promise<Answer>

interface Helper {
  readonly supervised: Supervised<null>
  idle: NodeJS.Timeout | undefined
  dismiss(): void
}

export function createTranslator(workers: RunWorkers): Translator {
  const { launcher, deadlines } = workers
  /** By lane and engine: a process computes on one engine. */
  const helpers = new Map<string, Helper>()
  const lines = new Map<Lane, Promise<unknown>>()
  /** By the folder of a run's checkpoints: a model that is loaded is asked where it is. */
  const laneOf = new Map<string, Lane>()

  function sentenceLane({ checkpoint }: StoredModelRequest): Lane {
    const folder = path.dirname(checkpoint)
    const lane = laneOf.get(folder) ?? (laneOf.size % 2 === 0 ? 'sentence 0' : 'sentence 1')
    laneOf.set(folder, lane)
    return lane
  }

  function hire(lane: Lane, { engine, device }: Configuration['engine']): Helper {
    const place = `${lane} ${engine} ${device}`
    const there = helpers.get(place)
    if (there) return there
    let dismiss = (): void => undefined
    const dismissed = new Promise<null>((resolve) => (dismiss = () => resolve(null)))
    const worker = launcher.launch(resourcesFor(device, workers.cores))
    const supervised = supervise({ worker, work: () => dismissed, deadlines })
    const hired: Helper = { dismiss, supervised, idle: undefined }
    // However it ended, the next question gets a new one.
    void supervised.outcome.then(() => {
      if (helpers.get(place) === hired) helpers.delete(place)
    })
    helpers.set(place, hired)
    return hired
  }

  async function ask<Answer>(lane: Lane, request: StoredModelRequest, question: Question<Answer>): Promise<Answer> {
    const helper = hire(lane, request.configuration.engine)
    clearTimeout(helper.idle)
    try {
      return await question(helper.supervised.trainer)
    } catch (error) {
      throw (await lossOf(helper.supervised, error)) ?? error
    } finally {
      helper.idle = setTimeout(helper.dismiss, idleOf(lane))
      helper.idle.unref()
    }
  }

  function askInTurn<Answer>(
    lane: Lane,
    request: StoredModelRequest,
    question: Question<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const before = lines.get(lane) ?? Promise.resolve()
    const answer = before.then(() => {
      if (signal?.aborted) throw new SaccadeError('aborted', 'The question was given up')
      return ask(lane, request, question)
    })
    const ended = answer.catch(() => undefined)
    lines.set(lane, ended)
    return answer
  }

  return {
    translate: (request) => askInTurn('lines', request, (trainer) => trainer.translate(request)),
    scoreReferences: (request) => askInTurn('lines', request, (trainer) => trainer.scoreReferences(request)),
    // What nobody waits for any more is not begun, and given up by the worker at its next breath.
    ask: (request, signal) =>
      askInTurn(sentenceLane(request), request, (trainer) => trainer.ask(request, { signal }), signal),
    decodePairs: (request, signal) =>
      askInTurn('lines', request, (trainer) => trainer.decodePairs(request, { signal }), signal),
    async close() {
      const last = [...helpers.values()]
      for (const helper of last) {
        clearTimeout(helper.idle)
        helper.dismiss()
      }
      await Promise.all(last.map(({ supervised }) => supervised.outcome))
    },
  }
}

/** Where the wire broke, the reason that the supervisor found. */
async function lossOf(supervised: Supervised<null>, error: unknown): Promise<Error | null> {
  if (!(error instanceof Error && 'code' in error && error.code === 'disconnected')) return null
  const outcome = await supervised.outcome
  return outcome.kind === 'done' ? null : outcome.error
}
