import { createPace } from '../../data/pace.ts'
import { ATTENTION_MEASURES, type AttentionMeasure } from '../../shared/attention/measures.ts'
import { sameTokens } from '../../shared/attention/tokens.ts'
import type { DecodingMode, WatchedSentence } from '../../shared/contract/attention.ts'
import type { Emergence, EmergenceOfMode } from '../../shared/contract/emergence.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { ratioValue } from '../../shared/ratio.ts'
import { type PackedMap, packedSnapshot, snapshotSteps } from '../storage/snapshots.ts'
import type { Database } from '../storage/sqlite.ts'
import { listWatched } from '../storage/watched.ts'
import { createKeptMeasures } from './kept-measures.ts'
import { NUMBERS, measureMap } from './measure-map.ts'

interface Wanted {
  /** Of the sentence with these tokens alone. */
  readonly source: readonly string[] | undefined
  readonly signal: AbortSignal
}

/** What is measured of kept maps, which is remembered for maps that are asked about again. */
export interface EmergenceReader {
  /** The event loop runs in between. @throws storage where a map is damaged, aborted */
  read(database: Database, run: RunId, wanted: Wanted): Promise<Emergence>
}

export function createEmergenceReader(): EmergenceReader {
  const kept = createKeptMeasures()

  function measuresOf(packed: PackedMap, sentence: WatchedSentence): Float64Array {
    return kept.get(packed.key) ?? kept.put(packed.key, measureMap(packed.unpack(), sentence))
  }

  return {
    async read(database, run, { source, signal }) {
      const steps = snapshotSteps(database, run)
      const sentences = listWatched(database, run).filter((one) => !source || sameTokens(one.source, source))
      const changed = new Uint16Array(steps.length)
      const sums = createSums(steps.length)
      const pace = createPace(signal)
      for (const sentence of sentences) {
        let before: string | null = null
        for (const [place, step] of steps.entries()) {
          const snapshot = packedSnapshot(database, run, sentence.index, step)
          if (!snapshot) continue
          if (before !== null && snapshot.text !== before) changed[place] = (changed[place] ?? 0) + 1
          before = snapshot.text
          for (const map of snapshot.maps) sums.add(map, place, measuresOf(map, sentence))
          await pace.breathe()
        }
      }
      return { run, steps: Float64Array.from(steps), sentences: sentences.length, changed, ...sums.result() }
    },
  }
}

/** Ratios summed over the sentences, at each step. */
function createSums(steps: number) {
  const modes = new Map<DecodingMode, Float64Array>() // [steps, rows, measures, 2]
  let shape = { layers: 0, heads: 0 }

  return {
    add({ mode, layers, heads }: PackedMap, place: number, measured: Float64Array): void {
      if (measured.length === 0) return
      shape = { layers, heads }
      let sums = modes.get(mode)
      if (!sums) modes.set(mode, (sums = new Float64Array(steps * measured.length)))
      const start = place * measured.length
      measured.forEach((number, index) => (sums[start + index] = (sums[start + index] ?? 0) + number))
    },

    result(): Pick<Emergence, 'layers' | 'heads' | 'modes'> {
      const rows = shape.layers * shape.heads + 1
      const order: DecodingMode[] = ['teacher-forced', 'free-running']
      return {
        ...shape,
        modes: order.flatMap((mode): EmergenceOfMode[] => {
          const sums = modes.get(mode)
          return sums ? [{ mode, values: valuesOf(sums, rows, steps) }] : []
        }),
      }
    },
  }
}

function valuesOf(sums: Float64Array, rows: number, steps: number): Record<AttentionMeasure, Float64Array> {
  const of = (measure: number) =>
    Float64Array.from({ length: rows * steps }, (_, index) => {
      const [row, step] = [Math.floor(index / steps), index % steps]
      const place = (step * rows + row) * NUMBERS + 2 * measure
      return ratioValue({ numerator: sums[place] ?? NaN, denominator: sums[place + 1] ?? NaN })
    })
  return {
    entropy: of(ATTENTION_MEASURES.indexOf('entropy')),
    'alignment error': of(ATTENTION_MEASURES.indexOf('alignment error')),
    coverage: of(ATTENTION_MEASURES.indexOf('coverage')),
    diagonality: of(ATTENTION_MEASURES.indexOf('diagonality')),
    monotonicity: of(ATTENTION_MEASURES.indexOf('monotonicity')),
  }
}
