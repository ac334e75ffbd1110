import { type BatchShape, chooseBatchShapes } from '../../data/batch-shapes.ts'
import type { Batch } from '../../data/types.ts'

/** What batches of an evaluation are padded to. */
export interface InferenceShape extends BatchShape {
  /** Rows. */
  readonly size: number
}

export interface InferencePlan {
  readonly shapes: readonly InferenceShape[]
  /** A batch of each shape, to try the compiled functions on. */
  readonly examples: readonly Batch[]
}

/** Nothing compiled. */
export const NO_INFERENCE: InferencePlan = { shapes: [], examples: [] }

/** Of very many batches so many decide on the shapes: they are as good as all. */
const MOST_LOOKED_AT = 2000

/** At most `most` shapes that hold all these batches, wasting little padding. */
export function planShapes(batches: readonly Batch[], most: number): InferencePlan {
  if (batches.length === 0) return NO_INFERENCE
  const all = { sourceLength: largest(batches, 'sourceLength'), targetLength: largest(batches, 'targetLength') }
  const stride = Math.ceil(batches.length / MOST_LOOKED_AT)
  const some = batches.filter((_, index) => index % stride === 0)
  const places = chooseBatchShapes(some, all, most).map((shape) => ({ ...shape, size: Infinity }))
  const used = places.flatMap((place) => {
    const own = batches.filter((batch) => fittingInferenceShape(batch, places) === place)
    const [example] = own
    return example ? [{ shape: { ...place, size: largest(own, 'size') }, example }] : []
  })
  return { shapes: used.map(({ shape }) => shape), examples: used.map(({ example }) => example) }
}

function largest(batches: readonly Batch[], side: keyof InferenceShape): number {
  return batches.reduce((found, batch) => Math.max(found, batch[side]), 0)
}

/** The shape that holds the batch with the least padding, null where none does. */
export function fittingInferenceShape<Shape extends InferenceShape>(
  { size, sourceLength, targetLength }: InferenceShape,
  shapes: readonly Shape[],
): Shape | null {
  const places = (shape: Shape) => Math.min(shape.size, 1e6) * (shape.sourceLength + shape.targetLength)
  const holding = shapes.filter(
    (shape) => shape.size >= size && shape.sourceLength >= sourceLength && shape.targetLength >= targetLength,
  )
  return holding.reduce<Shape | null>((least, shape) => (least && places(least) <= places(shape) ? least : shape), null)
}

/** The batch with more padding: longer rows, and empty rows at the end. */
export function padBatch(batch: Batch, { size, sourceLength, targetLength }: InferenceShape): Batch {
  const source = <Numbers extends Int32Array | Float32Array>(rows: Numbers, into: Numbers) =>
    spread(rows, batch.sourceLength, into, sourceLength)
  const target = <Numbers extends Int32Array | Float32Array>(rows: Numbers, into: Numbers) =>
    spread(rows, batch.targetLength, into, targetLength)
  const [sources, targets] = [size * sourceLength, size * targetLength]
  return {
    ...batch,
    size,
    sourceLength,
    targetLength,
    source: source(batch.source, new Int32Array(sources)),
    sourceMask: source(batch.sourceMask, new Float32Array(sources)),
    targetInput: target(batch.targetInput, new Int32Array(targets)),
    targetOutput: target(batch.targetOutput, new Int32Array(targets)),
    targetMask: target(batch.targetMask, new Float32Array(targets)),
  }
}

function spread<Numbers extends Int32Array | Float32Array>(
  rows: Numbers,
  length: number,
  into: Numbers,
  longer: number,
): Numbers {
  for (let row = 0; row * length < rows.length; row++) {
    into.set(rows.subarray(row * length, (row + 1) * length), row * longer)
  }
  return into
}
