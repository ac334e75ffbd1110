import type { Case } from './cases.ts'
import { type Place, startSaccade } from './contenders.ts'
import { memorySchema, preparedSchema } from './protocol.ts'

const SAMPLES = 8

/** What compiled steps leave behind: tensors, handles of TensorFlow and memory, over so many steps of a case. */
export async function measureMemory(chosen: Case, place: Place, steps: number) {
  const { peer } = await startSaccade('The compiled side', place)
  try {
    await peer.ask({ do: 'prepare', contender: 'compiled', case: chosen }, preparedSchema)
    const { samples } = await peer.ask({ do: 'memory', steps, samples: SAMPLES }, memorySchema)
    const [first, last] = [samples[0], samples.at(-1)]
    return {
      case: chosen.id,
      steps,
      tensors: [first?.tensors ?? NaN, last?.tensors ?? NaN],
      handles: [first?.handles ?? NaN, last?.handles ?? NaN],
      rss_mb: samples.map(({ rssMb }) => rssMb),
      sampled_at: samples.map(({ step }) => step),
    }
  } finally {
    await peer.close()
  }
}
