import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BatchShape, chooseBatchShapes, fittingShape } from './batch-shapes.ts'

const shape = (sourceLength: number, targetLength = sourceLength): BatchShape => ({ sourceLength, targetLength })

describe('chooseBatchShapes', () => {
  it('cuts where the lengths jump', () => {
    const batches = [4, 4, 5, 5, 20, 20, 21, 50].map((length) => shape(length))
    expect(chooseBatchShapes(batches, shape(50), 3)).toEqual([shape(5), shape(21), shape(50)])
  })

  it('needs one shape where all batches are alike', () => {
    const shapes = chooseBatchShapes([shape(7), shape(7), shape(7)], shape(7), 5)
    expect(new Set(shapes.map(({ sourceLength }) => sourceLength))).toEqual(new Set([7]))
  })

  it('holds every batch in one of at most so many shapes', () => {
    const lengths = fc.record({
      sourceLength: fc.integer({ min: 1, max: 60 }),
      targetLength: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
      fc.property(
        fc.array(lengths, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        (batches, count) => {
          const longest = shape(
            Math.max(...batches.map(({ sourceLength }) => sourceLength)),
            Math.max(...batches.map(({ targetLength }) => targetLength)),
          )
          const shapes = chooseBatchShapes(batches, longest, count)
          expect(shapes.length).toBeLessThanOrEqual(count)
          expect(shapes.at(-1)).toEqual(longest)
          for (const batch of batches) {
            const fitting = fittingShape(batch, shapes)
            expect(shapes).toContainEqual(fitting)
            expect(fitting.sourceLength).toBeGreaterThanOrEqual(batch.sourceLength)
            expect(fitting.targetLength).toBeGreaterThanOrEqual(batch.targetLength)
          }
        },
      ),
    )
  })
})
