import type { Translation, TranslateRequest } from '../../shared/contract/trainer.ts'
import { type RunWorkers, resourcesFor } from '../runs/active-run.ts'
import { type Supervised, supervise } from '../workers/supervisor.ts'

/** How long a worker waits for the next question before it goes, in milliseconds. Starting one takes about as long as some answers. */
const IDLE = 20_000

/** Answers questions about stored checkpoints, one after another, in a worker that is kept for a while. */
export interface Translator {
  translate(request: TranslateRequest): Promise<Translation[]>
  close(): Promise<void>
}

interface Helper {
  readonly supervised: Supervised<null>
  readonly device: 'auto' | 'cpu' | 'gpu'
  dismiss(): void
}

export function createTranslator({ launcher, cores, deadlines }: RunWorkers): Translator {
  let helper: Helper | null = null
  let idle: NodeJS.Timeout | undefined
  let line: Promise<unknown> = Promise.resolve()

  function hire(device: Helper['device']): Helper {
    if (helper?.device === device) return helper
    helper?.dismiss()
    let dismiss = (): void => undefined
    const dismissed = new Promise<null>((resolve) => (dismiss = () => resolve(null)))
    const worker = launcher.launch(resourcesFor(device, cores))
    const hired: Helper = { device, dismiss, supervised: supervise({ worker, work: () => dismissed, deadlines }) }
    // However it ended, the next question gets a new one.
    void hired.supervised.outcome.then(() => {
      if (helper === hired) helper = null
    })
    helper = hired
    return hired
  }

  async function ask(request: TranslateRequest): Promise<Translation[]> {
    clearTimeout(idle)
    const { supervised } = hire(request.configuration.engine.device)
    try {
      return await supervised.trainer.translate(request)
    } catch (error) {
      throw (await lossOf(supervised, error)) ?? error
    } finally {
      idle = setTimeout(() => helper?.dismiss(), IDLE)
      idle.unref()
    }
  }

  return {
    translate(request) {
      const answer = line.then(() => ask(request))
      line = answer.catch(() => undefined)
      return answer
    },
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
