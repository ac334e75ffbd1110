import type { Configuration } from '../../shared/config/configuration.ts'
import type { Alignment } from '../../shared/contract/attention.ts'
import type { ModelAnswer } from '../../shared/contract/asking.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { sameTokens, withoutEnd } from '../../shared/attention/tokens.ts'
import { hasAlignments, readableConfiguration } from '../runs/readable-data.ts'
import type { RunStore } from '../runs/run-store.ts'
import { getRun } from '../storage/runs.ts'
import type { EvaluatedData } from './evaluated-data.ts'

/** The gold alignment of what was asked, where that is a validation pair of the run; null elsewhere. */
export type GoldOf = (run: RunId, asked: Pick<ModelAnswer, 'source' | 'reference'>) => Promise<Alignment | null>

/** Reads the data of a run only where there are gold alignments in it. */
export function createGoldOf(
  store: RunStore,
  dataOf: (configuration: Configuration) => Promise<EvaluatedData>,
): GoldOf {
  return async (run, { source, reference }) => {
    if (!reference) return null
    const configuration = readableConfiguration(store, getRun(store.database, run))
    if (configuration.data.source.kind !== 'task' && !hasAlignments(configuration.data.source)) return null
    const target = withoutEnd(reference.target)
    try {
      const { pairs } = await dataOf(configuration)
      const found = pairs.find((pair) => sameTokens(pair.source, source) && sameTokens(pair.target, target))
      return found?.alignment ?? null
    } catch {
      return null // data that cannot be read any more leaves the answer what it is
    }
  }
}
