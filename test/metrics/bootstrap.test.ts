// The paired bootstrap against sacreBLEU's, over the places that sacreBLEU drew; see make-fixtures.py.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createPace } from '../../src/data/pace.ts'
import { createBleu } from '../../src/metrics/bleu.ts'
import { pairedBootstrap } from '../../src/metrics/bootstrap.ts'
import { createChrf } from '../../src/metrics/chrf.ts'

const result = z.array(
  z.strictObject({ score: z.number(), mean: z.number(), ci: z.number(), p: z.number().nullable() }),
)
const fixture = z
  .strictObject({
    sacrebleu: z.string(),
    references: z.array(z.string()),
    systems: z.record(z.string(), z.array(z.string())),
    places: z.array(z.array(z.int())),
    results: z.strictObject({ bleu: result, chrf: result }),
  })
  .parse(JSON.parse(readFileSync(new URL('fixtures/bootstrap.json', import.meta.url), 'utf8')))

it.each([
  ['bleu', createBleu()],
  ['chrf', createChrf()],
] as const)('gives sacreBLEU’s means and intervals for %s, and calls no more different', async (name, metric) => {
  const systems = Object.values(fixture.systems).map((hypotheses) =>
    hypotheses.map((hypothesis, index) =>
      metric.statistics({ hypothesis, references: [fixture.references[index] ?? ''] }),
    ),
  )
  const found = await pairedBootstrap({
    metric,
    systems,
    resamples: fixture.places.length,
    places: (resample) => Int32Array.from(fixture.places[resample] ?? []),
    pace: createPace(),
  })
  expect(found).toHaveLength(3)
  for (const [index, { score, difference }] of found.entries()) {
    const expected = fixture.results[name][index]!
    expect(score.value).toBeCloseTo(expected.score, 8)
    // sacreBLEU keeps its resamples in single precision.
    expect(score.mean).toBeCloseTo(expected.mean, 3)
    expect((score.high - score.low) / 2).toBeCloseTo(expected.ci, 3)
    if (expected.p === null) expect(difference).toBeNull()
    else expect(difference?.p).toBeGreaterThanOrEqual(expected.p)
  }
})
