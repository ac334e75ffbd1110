import type { JsonObject } from '../../shared/config/assign.ts'
import type { BuiltInDataset } from '../../shared/contract/datasets.ts'

/** Enough to draw two pairs from, small enough to come at once. */
const SAMPLE_PAIRS = 40

/** Whether a source of the draft is of this built-in set, whatever its other settings. */
export function isOfSet({ source: own }: BuiltInDataset, source: JsonObject | undefined): boolean {
  if (!source || source.kind !== own.kind) return false
  return own.kind !== 'task' || source.task === own.task
}

/** The whole source with its defaults, as built-in sets give it; only what tells it apart goes into the draft. */
export function draftSource({ source }: BuiltInDataset): JsonObject {
  return source.kind === 'task' ? { kind: 'task', task: source.task } : { kind: source.kind }
}

/** A small version of a built-in set, for a sample; null where there is none. */
export function smallSource({ source }: BuiltInDataset): JsonObject | null {
  if (source.kind === 'task') return { ...source, trainPairs: SAMPLE_PAIRS, validPairs: 1 }
  if (source.kind === 'pronouncing') return { ...source, words: SAMPLE_PAIRS, validPairs: 1 }
  return source.kind === 'scan' || source.kind === 'messages' ? { ...source } : null
}
