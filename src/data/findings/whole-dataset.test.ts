import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Texts } from './finding.ts'
import { areNear, wordsOfBoth } from './near-duplicates.ts'
import { flagOf } from './registry.ts'
import { findIn } from './test-support.ts'
import { lettersOnly } from './words.ts'

/** Few different texts, so that most of them come again, some with other marks. */
const text = fc
  .array(fc.constantFrom('ein', 'Haus', 'haus', 'ΑΣ', 'ας', 'İx', 'ix', '1', '2', '!', '?', '𐐀', '𐐨', ''), {
    maxLength: 3,
  })
  .map((words) => words.join(' '))
const rows = fc.array(fc.record({ source: text, target: text, split: fc.nat(2) }), { minLength: 1, maxLength: 40 })

/** The findings by their definitions: every row beside every other. */
function plainly(all: readonly (Texts & { split: number })[], row: number): string[] {
  const at = all[row] ?? { source: '', target: '', split: 0 }
  const [source, target] = [lettersOnly(at.source), lettersOnly(at.target)]
  const isSame = (other: Texts) => other.source === at.source && other.target === at.target
  const sameSource = (other: Texts) => source !== '' && lettersOnly(other.source) === source
  const sameTarget = (other: Texts) => target !== '' && lettersOnly(other.target) === target
  const earlier = all.slice(0, row)
  const foreign = all.filter(({ split }) => split !== at.split)
  const holds: Readonly<Record<string, boolean>> = {
    duplicate: earlier.some(isSame),
    'duplicate-letters': !earlier.some(isSame) && earlier.some((other) => sameSource(other) && sameTarget(other)),
    'same-source': at.source !== '' && all.some((other) => other.source === at.source && other.target !== at.target),
    'same-target': at.target !== '' && all.some((other) => other.target === at.target && other.source !== at.source),
    'leak-source': foreign.some(sameSource),
    'leak-target': foreign.some(sameTarget),
    'leak-pair': foreign.some((other) => sameSource(other) && sameTarget(other)),
  }
  return Object.keys(holds).filter((id) => holds[id])
}

const IDS = ['duplicate', 'duplicate-letters', 'same-source', 'same-target', 'leak-source', 'leak-target', 'leak-pair']

describe('all pairs together', () => {
  it('shows what comparing every pair with every other shows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const { columns } = await findIn(
          given,
          Uint8Array.from(given, ({ split }) => split),
        )
        for (const row of given.keys()) {
          const found = IDS.filter((id) => (columns.flags[row] ?? 0) & flagOf(id))
          expect(found, `row ${row} of ${JSON.stringify(given)}`).toEqual(plainly(given, row))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('points from each duplicate to an earlier row that is like it', async () => {
    const near = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { minLength: 6, maxLength: 10 })
      .map((words) => ({ source: words.join(' '), target: words.toReversed().join(' ') }))
    await fc.assert(
      fc.asyncProperty(fc.array(near, { minLength: 2, maxLength: 40 }), async (given) => {
        const { columns } = await findIn(given)
        const at = (row: number) => given[row] ?? { source: '', target: '' }
        for (const row of given.keys()) {
          const original = columns.original[row] ?? -1
          const isNear = ((columns.flags[row] ?? 0) & flagOf('duplicate-near')) !== 0
          expect(original).toBeLessThan(row)
          if (isNear) expect(areNear(wordsOfBoth(at(row)), wordsOfBoth(at(original)))).toBe(true)
          if (original !== -1 && !isNear) expect(lettersOnly(at(row).source)).toBe(lettersOnly(at(original).source))
        }
      }),
    )
  })

  it('finds the scripts of each side, and letters that are of none of them', async () => {
    const pairs = [
      ...Array.from({ length: 40 }, (_, i) => ({ source: `satz nummer ${i} hier`, target: `これは漢字の文です${i}` })),
      { source: 'мир', target: 'カタカナ' },
      { source: 'мир peace', target: 'hello' },
    ]
    const { columns, surroundings } = await findIn(pairs)
    expect(surroundings.scripts).toEqual({ source: ['Latin'], target: ['Hiragana', 'Han'] })
    const found = [...columns.flags.keys()].filter((row) => (columns.flags[row] ?? 0) & flagOf('CharacterScoreFilter'))
    expect(found).toEqual([40, 41])
  })
})
