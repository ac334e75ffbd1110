import type {
  DecodePairsRequest,
  ReferenceScore,
  ScoreReferencesRequest,
  StoredModelRequest,
  TranslateRequest,
  Translation,
} from '../../shared/contract/trainer.ts'
import type { PairOutputs } from '../../shared/outputs/pair-outputs.ts'
import { type RunWorkers, resourcesFor } from '../runs/active-run.ts'
import { type Supervised, supervise } from '../workers/supervisor.ts'

/** How long a worker waits for the next question before it goes, in milliseconds. Starting one takes about as long as some answers. */
const IDLE = 20_000

/** Answers questions about stored checkpoints, one after another, in a worker that is kept for a while. */
export interface Translator {
  translate(request: TranslateRequest): Promise<Translation[]>
  scoreReferences(request: ScoreReferencesRequest): Promise<(ReferenceScore | null)[]>
  /** @param signal gives it up */
  decodePairs(request: DecodePairsRequest, signal?: AbortSignal): Promise<PairOutputs>
  close(): Promise<void>
}

type Question<Answer> = (trainer: Supervised<null>['trainer']) => Promise<Answer>

interface Helper {
  readonly supervised: Supervised<null>
  readonly device: 'auto' | 'cpu' | 'gpu'
  dismiss(): void
}

export function createTranslator(workers: RunWorkers): Translator {
  const { launcher, deadlines } = workers
  let helper: Helper | null = null
  let idle: NodeJS.Timeout | undefined
  let line: Promise<unknown> = Promise.resolve()

  function hire(device: Helper['device']): Helper {
    if (helper?.device === device) return helper
    helper?.dismiss()
    let dismiss = (): void => undefined
    const dismissed = new Promise<null>((resolve) => (dismiss = () => resolve(null)))
    const worker = launcher.launch(resourcesFor(device, workers.cores))
    const hired: Helper = { device, dismiss, supervised: supervise({ worker, work: () => dismissed, deadlines }) }
    // However it ended, the next question gets a new one.
    void hired.supervised.outcome.then(() => {
      if (helper === hired) helper = null
    })
    helper = hired
    return hired
  }

  async function ask<Answer>({ configuration }: StoredModelRequest, question: Question<Answer>): Promise<Answer> {
    clearTimeout(idle)
    const { supervised } = hire(configuration.engine.device)
    try {
      return await question(supervised.trainer)
    } catch (error) {
      throw (await lossOf(supervised, error)) ?? error
    } finally {
      idle = setTimeout(() => helper?.dismiss(), IDLE)
      idle.unref()
    }
  }

  function askInTurn<Answer>(request: StoredModelRequest, question: Question<Answer>): Promise<Answer> {
    const answer = line.then(() => ask(request, question))
    line = answer.catch(() => undefined)
    return answer
  }

  return {
    translate: (request) => askInTurn(request, (trainer) => trainer.translate(request)),
    scoreReferences: (request) => askInTurn(request, (trainer) => trainer.scoreReferences(request)),
    decodePairs: (request, signal) => askInTurn(request, (trainer) => trainer.decodePairs(request, { signal })),
    async close() {
      clearTimeout(idle)
      const last = helper
      last?.dismiss()
      await last?.supervised.outcome
    },
  }
}

/** Where the wire broke, the reason that the supervisor found. */
async function lossOf(supervised: Supervised<null>, error: unknown): Promise<Error | null> {
  if (!(error instanceof Error && 'code' in error && error.code === 'disconnected')) return null
  const outcome = await supervised.outcome
  return outcome.kind === 'done' ? null : outcome.error
}
