import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCORE_COLUMNS } from './columns.ts'
import { isFound } from './finding.ts'
import { FINDINGS, PAIR_FINDINGS, flagOf } from './registry.ts'
import { LEAST_SIMILARITY } from './rules/near-identical.ts'
import { findIn, hardPair } from './test-support.ts'

const pairs = fc.array(hardPair, { minLength: 1, maxLength: 12 })

describe('one look at all pairs', () => {
  it('finds in every pair what the definitions find, each by itself', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (given) => {
        const { columns, surroundings } = await findIn(given)
        for (const [row, pair] of given.entries()) {
          for (const finding of PAIR_FINDINGS) {
            const [least, greatest] = finding.measure(pair, surroundings)
            const told = `${finding.id} of ${JSON.stringify(pair)}`
            const isMarked = ((columns.flags[row] ?? 0) & flagOf(finding.id)) !== 0
            expect(isMarked, told).toBe(isFound(finding.limits, least, greatest))
            for (const [place, { finding: of, end }] of SCORE_COLUMNS.entries()) {
              if (of !== finding.id) continue
              const exact = end === 'least' ? least : greatest
              const kept = of === 'SimilarityFilter' && exact < LEAST_SIMILARITY ? 0 : exact
              expect(columns.score(place)[row], told).toBe(Math.fround(kept))
            }
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('has a bit for each finding', () => {
    expect(FINDINGS.length).toBeLessThanOrEqual(32)
    expect(new Set(FINDINGS.map(({ id }) => flagOf(id))).size).toBe(FINDINGS.length)
  })
})
