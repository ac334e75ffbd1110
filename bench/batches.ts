import { chooseBatchShapes, fittingShape, type BatchShape } from '../src/data/batch-shapes.ts'
import { makeBatch } from '../src/data/batches.ts'
import { encodePair } from '../src/data/encode.ts'
import { planEpoch } from '../src/data/epoch-plan.ts'
import { loadDataset } from '../src/data/load.ts'
import { randomStream } from '../src/shared/random.ts'
import type { Batch, EncodedPair } from '../src/data/types.ts'
import { EOS } from '../src/data/vocabulary.ts'
import type { VocabularySizes } from '../src/worker/seq2seq/model.ts'
import { MOST_SHAPES } from '../src/worker/training/worth-compiling.ts'
import { configurationOf, type Case } from './cases.ts'

export interface CaseBatches {
  readonly vocabulary: VocabularySizes
  /** Padded to each batch's longest sentence: for eager steps and PyTorch. */
  readonly natural: readonly Batch[]
  /** The same pairs padded to few shapes: for compiled steps. */
  readonly shaped: readonly Batch[]
  /** A batch of yet another shape, to see what compiling that costs. */
  readonly further: Batch
}

/** So many different batches take turns where they are random. */
const RANDOM_BATCHES = 4
/** Special ids come before. */
const FIRST_TOKEN = 4

/** The batches of a case, a pure function of it. */
export async function loadBatches(chosen: Case): Promise<CaseBatches> {
  return chosen.data.kind === 'random' ? randomBatches(chosen, chosen.data) : pronouncingBatches(chosen, chosen.data)
}

function randomBatches({ batchSize }: Case, data: Extract<Case['data'], { kind: 'random' }>): CaseBatches {
  const { vocabulary, sourceLength, targetLength } = data
  const draw = (index: number, source: number, target: number) => {
    const stream = randomStream(1, 'bench', index)
    const sentence = (length: number) =>
      Int32Array.from({ length }, (_, place) =>
        place === length - 1 ? EOS : FIRST_TOKEN + stream.integer(vocabulary - FIRST_TOKEN),
      )
    const pairs = Array.from({ length: batchSize }, () => ({ source: sentence(source), target: sentence(target) }))
    return makeBatch(pairs, [...pairs.keys()])
  }
  const shorter = (length: number) => Math.max(2, Math.round(0.75 * length))
  const all = Array.from({ length: RANDOM_BATCHES }, (_, index) => draw(index, sourceLength, targetLength))
  return {
    vocabulary: { source: vocabulary, target: vocabulary },
    natural: all,
    shaped: all,
    further: draw(RANDOM_BATCHES, shorter(sourceLength), shorter(targetLength)),
  }
}

async function pronouncingBatches(
  chosen: Case,
  { slice }: Extract<Case['data'], { kind: 'pronouncing' }>,
): Promise<CaseBatches> {
  const { data, training, seed } = configurationOf(chosen)
  const { train, sourceVocabulary, targetVocabulary } = await loadDataset(data)
  const pairs = train.map((pair) => encodePair(pair, sourceVocabulary, targetVocabulary))
  const plan = planEpoch({
    sourceLengths: pairs.map(({ source }) => source.length),
    targetLengths: pairs.map(({ target }) => target.length),
    batchSize: training.batchSize,
    order: data.order,
    seed,
    epoch: 0,
  })
  const shapes = chooseBatchShapes(
    plan.map((indices) => longestOf(Array.from(indices, (index) => pairs[index]))),
    longestOf(pairs),
    MOST_SHAPES.updates,
  )
  // The one batch of an epoch that is not full is none of a slice's business.
  const taken = plan.filter(({ length }) => length === training.batchSize).slice(0, slice)
  const natural = taken.map((indices) => makeBatch(pairs, indices))
  const shaped = natural.map((batch, index) => makeBatch(pairs, taken[index] ?? [], fittingShape(batch, shapes)))
  const [first] = natural
  if (!first) throw new Error('The slice holds no batch.')
  const { sourceLength, targetLength } = longestOf(pairs)
  const further = makeBatch(pairs, taken[0] ?? [], { sourceLength: sourceLength + 1, targetLength })
  return { vocabulary: { source: sourceVocabulary.size, target: targetVocabulary.size }, natural, shaped, further }
}

function longestOf(pairs: readonly (EncodedPair | undefined)[]): BatchShape {
  const longest = (side: keyof EncodedPair) => pairs.reduce((most, pair) => Math.max(most, pair?.[side].length ?? 0), 0)
  return { sourceLength: longest('source'), targetLength: longest('target') }
}
