import { expect, it } from 'vitest'
import { makeBatch } from '../../data/batches.ts'
import { fittingInferenceShape, planShapes } from './shapes.ts'

const pairOf = (length: number) => ({ source: new Int32Array(length).fill(4), target: new Int32Array(length).fill(4) })
const batchOf = (length: number, size: number) => {
  const pairs = Array.from({ length: size }, () => pairOf(length))
  return makeBatch(pairs, [...pairs.keys()])
}

it('plans shapes that hold every batch, however many there are', () => {
  const different = [2, 3, 5, 9].map((length) => batchOf(length, 1))
  const batches = [...Array.from({ length: 150_000 }, (_, index) => different[index % 4]!), batchOf(11, 3)]
  const { shapes, examples } = planShapes(batches, 3)
  expect(shapes).toHaveLength(examples.length)
  expect(shapes.length).toBeGreaterThan(1)
  for (const batch of [...different, batches.at(-1)!]) expect(fittingInferenceShape(batch, shapes)).not.toBeNull()
})
