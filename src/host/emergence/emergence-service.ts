import type { Emergence } from '../../shared/contract/emergence.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isDamage } from '../../shared/system-errors.ts'
import { getRun } from '../storage/runs.ts'
import type { Database } from '../storage/sqlite.ts'
import { createEmergenceReader } from './emergence.ts'

/** How attention came about, from the maps that runs keep of their watched sentences. */
export function createEmergenceService({ database }: { readonly database: Database }): Pick<RunHandlers, 'emergence'> {
  const reader = createEmergenceReader()
  return {
    async emergence({ runs, source }, { signal }) {
      const found: (Emergence | null)[] = []
      for (const run of runs) {
        try {
          getRun(database, run)
          found.push(await reader.read(database, run, { source, signal }))
        } catch (error) {
          if (signal.aborted || (!isDamage(error) && !(error instanceof SaccadeError))) throw error
          found.push(null)
        }
      }
      return found
    },
  }
}
