// The findings that have a name of OpusFilter's have its scores (test/opusfilter/make-fixture.py wrote them).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import { isFound } from '../../src/data/findings/finding.ts'
import { PAIR_FINDINGS } from '../../src/data/findings/registry.ts'

interface Fixture {
  readonly pairs: readonly (readonly [source: string, target: string])[]
  /** Null stands for infinity. */
  readonly scores: Readonly<Record<string, readonly (readonly (number | null)[])[]>>
  readonly accepted: Readonly<Record<string, string>>
}

const fixture = JSON.parse(readFileSync(join(packageRoot, 'test/opusfilter/fixtures/scores.json'), 'utf8')) as Fixture
const SCRIPTS = { scripts: { source: ['Latin'], target: ['Cyrillic'] } }

const named = PAIR_FINDINGS.filter(({ id }) => id.includes('Filter'))

describe('a finding with a name of OpusFilter', () => {
  it('is in the fixture', () => {
    expect(named.map(({ id }) => id).sort()).toEqual(Object.keys(fixture.scores).sort())
    expect(fixture.pairs.length).toBe(900)
  })

  it.each(named)('$id has its scores and marks what it does not accept', (finding) => {
    const scores = fixture.scores[finding.id] ?? []
    for (const [i, [source, target]] of fixture.pairs.entries()) {
      const [least, greatest] = finding.measure({ source, target }, SCRIPTS)
      const theirs = (scores[i] ?? []).map((score) => score ?? Infinity)
      const told = `${finding.id} of ${JSON.stringify({ source, target })}`
      // A logarithm may differ in its last digit between two libraries of mathematics; all else is the same number.
      expect(least, told).toBeCloseTo(Math.min(...theirs), 14)
      expect(greatest, told).toBeCloseTo(Math.max(...theirs), 14)
      expect(isFound(finding.limits, least, greatest), told).toBe(fixture.accepted[finding.id]?.[i] === '0')
    }
  })
})
