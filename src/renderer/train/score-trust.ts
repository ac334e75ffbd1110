import { shallowRef } from 'vue'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { NamedScore, ScoreModule } from '../../shared/contract/scores.ts'
import type { HostClient } from '../client/client.ts'

/** Asks about each score of the user's own that configurations name and that the user has not said yes to. */
export function useScoreTrust({ api }: Pick<HostClient, 'api'>) {
  const asked = shallowRef<ScoreModule | null>(null)
  let settle: (yes: boolean) => void = () => undefined

  function ask(module: NamedScore): Promise<boolean> {
    asked.value = module
    return new Promise((resolve) => (settle = resolve))
  }

  return {
    /** What is to be shown and asked about just now. */
    asked,
    answer(yes: boolean): void {
      asked.value = null
      settle(yes)
    },
    /** False when the user said no to one. @throws bad-data for a file that cannot be read */
    async mayRun(configurations: JsonObject[]): Promise<boolean> {
      for (const module of await api.scores.named({ configurations })) {
        if (module.trusted) continue
        if (!(await ask(module))) return false
        await api.scores.trust({ file: module.file, digest: module.digest })
      }
      return true
    },
  }
}
