import { shallowRef } from 'vue'
import { type JsonObject, valueAt } from '../../shared/config/assign.ts'
import { isOwnScore } from '../../shared/config/own-score.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { NamedScore, ScoreModule } from '../../shared/contract/scores.ts'
import type { HostClient } from '../client/client.ts'

/** Code that is asked about: of a file that settings name, or of runs that came in a bundle. */
export interface AskedScore extends ScoreModule {
  readonly from: 'file' | 'bundle'
}

/** Asks about each score of the user's own that is to be run and that the user has not said yes to. */
export function useScoreTrust({ api }: Pick<HostClient, 'api'>) {
  const asked = shallowRef<AskedScore | null>(null)
  let settle: (yes: boolean) => void = () => undefined

  /** False when the user said no. */
  async function mayRunOne(module: NamedScore, from: AskedScore['from'], trust: () => Promise<void>): Promise<boolean> {
    if (module.trusted) return true
    asked.value = { ...module, from }
    if (!(await new Promise<boolean>((resolve) => (settle = resolve)))) return false
    await trust()
    return true
  }

  return {
    /** What is to be shown and asked about just now. */
    asked,
    answer(yes: boolean): void {
      asked.value = null
      settle(yes)
    },
    /** Whether runs of these settings may be trained: false when the user said no. @throws bad-data for a file that cannot be read */
    async mayRun(settings: readonly JsonObject[]): Promise<boolean> {
      // Of a thousand runs few name a score of their own, and those mostly the same.
      const scores = new Set(settings.map((one) => valueAt(one, 'model.attention.score')).filter(isOwnScore))
      const configurations = [...scores].map((score) => ({ model: { attention: { score } } }))
      for (const module of await api.scores.named({ configurations })) {
        const { file, digest } = module
        if (!(await mayRunOne(module, 'file', () => api.scores.trust({ file, digest })))) return false
      }
      return true
    },
    /** The same of runs that are there and are to go on. */
    async mayGoOn(runs: readonly Pick<RunSummary, 'run' | 'scoreDigest'>[]): Promise<boolean> {
      const first = new Map(
        runs.toReversed().flatMap(({ run, scoreDigest }) => (scoreDigest ? [[scoreDigest, run]] : [])),
      )
      for (const [digest, run] of first) {
        const module = await api.scores.ofRun({ run })
        if (module && !(await mayRunOne(module, 'bundle', () => api.scores.trustRun({ run, digest })))) return false
      }
      return true
    },
  }
}
