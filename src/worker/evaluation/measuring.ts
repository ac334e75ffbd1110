import { validationPairs } from '../../data/validation-pairs.ts'
import { type PairOutput, columnsOf } from '../../shared/outputs/pair-outputs.ts'
import type { Measured, TrainerParts } from '../training/trainer.ts'
import { type EvaluationParts, evaluate } from './evaluate.ts'

/** Evaluations of a run: what they measure and, where `evaluation.keep` wants it, what they decode. */
export function createMeasuring(parts: Omit<EvaluationParts, 'onPair'>): TrainerParts['evaluate'] {
  const { configuration, dataset } = parts
  const keeps = configuration.evaluation.keep > 0
  const pairs = keeps ? validationPairs(dataset, configuration.evaluation) : []
  let told = false
  return async (signal, onProgress): Promise<Measured> => {
    if (!keeps) return { metrics: await evaluate(parts, signal, onProgress) }
    const found = new Map<number, PairOutput>()
    const onPair = (place: number, output: PairOutput) => void found.set(place, output)
    const metrics = await evaluate({ ...parts, onPair }, signal, onProgress)
    const outputs = columnsOf(pairs.flatMap(({ place }) => found.get(place) ?? []))
    // The pairs are the same every time, and large: the host has them from the first evaluation on.
    const first = !told
    told = true
    return { metrics, decoded: { ...(first && { pairs }), among: dataset.valid.length, outputs } }
  }
}
