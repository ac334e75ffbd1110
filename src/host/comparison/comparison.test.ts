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
  short: { wrong: 10, configuration: configure('evaluation.maximumLength=5') },
  fresh: { wrong: 10, configuration: configure('evaluation.pairs=20') },
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
    nameOf(run: RunId) {
      if (!runs[run]) throw new SaccadeError('not-found', `no run ${run}`)
      return `the ${run} one`
    },
    configurationOf: (run: RunId) => runs[run]!.configuration,
    stepOf(run: RunId, which: string) {
      if (run !== 'fresh') return 400
      throw new SaccadeError('not-found', `The run has no ${which} checkpoint`, { hint: 'It comes later.' })
    },
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

test('E12: pairs that one run leaves out as too long count for none', async () => {
  const { compare, asked } = comparer()
  const { pairs, runs: compared } = await compare({ runs: ['good', 'short'] })
  const short = asked.find(({ run }) => run === 'short')?.lines ?? []
  expect(short.every((line) => line.split(' ').length <= 5)).toBe(true)
  expect(pairs).toBe(short.length)
  expect(pairs).toBeLessThan(90)
  expect(compared).toHaveLength(2)
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

test('G32: those that can be compared are compared, the others are named with the reason', async () => {
  const { compare, asked } = comparer()
  const found = await compare({ runs: ['fresh', 'good', 'elsewhere', 'bad', 'letters'], metric: 'token-error-rate' })
  expect(found.runs.map(({ run, difference }) => [run, difference === null])).toEqual([
    ['good', true],
    ['bad', false],
  ])
  // The run without a checkpoint does not decide on how many pairs there are.
  expect(found.pairs).toBe(60)
  expect(asked.map(({ run }) => run)).toEqual(['good', 'elsewhere', 'bad'])
  expect(found.leftOut).toEqual([
    { run: 'fresh', name: 'the fresh one', reason: 'The run has no best checkpoint. It comes later.' },
    { run: 'letters', name: 'the letters one', reason: expect.stringContaining('data.tokenizer.target') },
    { run: 'elsewhere', name: 'the elsewhere one', reason: expect.stringContaining('other validation pairs') },
  ])
})

test('G32: what is wrong with more than one run is not taken for a reason to leave one out', async () => {
  const lost = new SaccadeError('worker-lost', 'The worker process was lost.')
  const parts = { nameOf: (run: RunId) => run, configurationOf: () => configure(), stepOf: () => 1 }
  const request = comparisonRequestSchema.parse({
    runs: ['a', 'b', 'c'],
    checkpoint: 'best',
    metric: 'bleu',
    resamples: 10,
    seed: 1,
  })
  await expect(compareRuns(request, { ...parts, decode: () => Promise.reject(lost) })).rejects.toBe(lost)
})

test.each([
  [{ runs: ['good', 'elsewhere'] }, 'other validation pairs than “the good one”'],
  [{ runs: ['good', 'fresh'] }, 'the fresh one: The run has no best checkpoint. It comes later.'],
  [{ runs: ['good', 'letters'], metric: 'token-error-rate' as const }, 'data.tokenizer.target'],
  [{ runs: ['good', 'gone'] }, 'no run gone'],
])('%j is refused', async (request, words) => {
  await expect(comparer().compare(request)).rejects.toThrow(words)
})
