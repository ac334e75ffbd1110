import { expect, test } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { type ComparisonRequest, comparisonRequestSchema } from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { RunTranslateRequest } from '../../shared/contract/run-service.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { compareRuns } from './comparison.ts'
import { createPairDecoder } from './decoded-pairs.ts'

const reverse = { kind: 'task', task: 'reverse' }
const configure = (...assignments: string[]) =>
  parseConfiguration(
    composeConfiguration({ source: reverse, assignments: ['data.source.validPairs=90', ...assignments] }),
  )

/** Runs by what they are wrong about: every so many-th line they answer with its first token alone. */
const runs: Record<RunId, { wrong: number; configuration: ReturnType<typeof configure> }> = {
  good: { wrong: 10, configuration: configure() },
  bad: { wrong: 2, configuration: configure('evaluation.pairs=60') },
  twin: { wrong: 10, configuration: configure('seed=7') },
  elsewhere: { wrong: 2, configuration: configure('data.split.seed=2') },
  letters: { wrong: 2, configuration: configure('data.tokenizer.target=character') },
}

function comparer() {
  const asked: RunTranslateRequest[] = []
  const decode = createPairDecoder(async (request) => {
    asked.push(request)
    return request.lines.map((line, index) => {
      const source = line.split(' ')
      const output = index % runs[request.run]!.wrong === 0 ? source.slice(0, 1) : source.toReversed()
      return { source, output, text: output.join(' '), score: 0, unknownTokens: [], attention: [], hypotheses: [] }
    })
  })
  const parts = {
    configurationOf(run: RunId) {
      const found = runs[run]
      if (!found) throw new SaccadeError('not-found', `no run ${run}`)
      return found.configuration
    },
    stepOf: () => 400,
    decode,
  }
  const compare = async (request: Partial<ComparisonRequest> & { runs: RunId[] }) =>
    compareRuns(
      comparisonRequestSchema.parse({
        checkpoint: 'best',
        metric: 'exact-match',
        resamples: 300,
        seed: 1,
        ...request,
      }),
      parts,
    )
  return { compare, asked }
}

test('scores the pairs that all runs are evaluated on, and finds what differs', async () => {
  const { compare } = comparer()
  const found = await compare({ runs: ['bad', 'good', 'twin'] })
  expect(found).toMatchObject({ metric: 'exact-match', signature: '', pairs: 60, resamples: 300, seed: 1 })
  const [bad, good, twin] = found.runs
  expect(bad).toMatchObject({ run: 'bad', step: 400, score: { value: 0.5 }, difference: null })
  expect(good!.score.value).toBeCloseTo(0.9, 12)
  expect(good!.difference!.value).toBeCloseTo(0.4, 12)
  expect(good!.difference!.low).toBeGreaterThan(0.2)
  expect(good!.difference!.p).toBeLessThan(0.01)
  expect(twin!.difference).toEqual(good!.difference)
  expect((await compare({ runs: ['good', 'twin'] })).runs[1]!.difference).toMatchObject({ value: 0, p: 1 })
})

test('every metric goes by one decoding of each run', async () => {
  const { compare, asked } = comparer()
  const scores = []
  for (const metric of ['bleu', 'chrf', 'chrf++', 'token-error-rate'] as const) {
    const { signature, runs: compared } = await compare({ runs: ['good', 'bad'], metric, smoothing: 'floor' })
    scores.push([signature.split('|').slice(-4, -1).join(' '), Math.sign(compared[1]!.difference!.value)])
  }
  expect(scores).toEqual([
    ['eff:no tok:13a smooth:floor[0.10]', -1],
    ['nc:6 nw:0 space:no', -1],
    ['nc:6 nw:2 space:no', -1],
    ['', 1],
  ])
  expect(asked.map(({ run, checkpoint }) => [run, checkpoint])).toEqual([
    ['good', 400],
    ['bad', 400],
  ])
})

test.each([
  [{ runs: ['good', 'elsewhere'] }, 'different validation pairs'],
  [{ runs: ['good', 'letters'], metric: 'token-error-rate' as const }, 'data.tokenizer.target'],
  [{ runs: ['good', 'gone'] }, 'no run gone'],
])('%j is refused', async (request, words) => {
  await expect(comparer().compare(request)).rejects.toThrow(words)
})
