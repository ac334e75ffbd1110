// Sentences of one's own, asked of real workers that keep the models of small trained runs.
import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { RunAnswer } from '../../src/shared/contract/asking.ts'
import type { RunAskRequest } from '../../src/shared/contract/run-service.ts'
import { largestDifference } from '../support/numbers.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'

const folder = temporaryDataFolder()
let host: Host
let runs: Record<'bahdanau' | 'local' | 'plain' | 'letters' | 'few', string>
beforeAll(async () => {
  host = startHost(folder)
  const keep = 'training.keep.kind=every'
  const letters = ['data.tokenizer.source="character"', 'data.tokenizer.target="character"']
  const [bahdanau = '', local = '', plain = '', spelled = '', few = ''] = await trainAll(
    host,
    smallConfiguration('bigru-bahdanau', keep),
    smallConfiguration('bigru-bahdanau', keep, 'model.attention.span="local-p"', 'model.attention.window=2'),
    smallConfiguration('bigru-bahdanau', keep, 'model.attention.score="none"', 'model.bridge="dense"'),
    smallConfiguration('bigru-bahdanau', keep, ...letters),
    smallConfiguration('bigru-bahdanau'),
  )
  runs = { bahdanau, local, plain, letters: spelled, few }
}, 300_000)
afterAll(async () => {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const ask = (run: string, question: Partial<RunAskRequest> = {}): Promise<RunAnswer> =>
  host.api.runs.ask({ run, step: 'latest', source: 'a b c', ...question })
const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0)
const BEAM = { kind: 'beam', size: 4, best: 2, lengthPenalty: 0.6, coveragePenalty: 0.2 } as const

describe('the checkpoint that is nearest to the step', () => {
  test('is asked, and named', async () => {
    expect((await ask(runs.bahdanau, { step: 7 })).step).toBe(5)
    expect((await ask(runs.bahdanau, { step: 8 })).step).toBe(10)
    expect((await ask(runs.bahdanau, { step: 1_000_000 })).step).toBe(20)
    expect((await ask(runs.few, { step: 0 })).step).toBeGreaterThan(0)
  })

  test.each(['bahdanau', 'local', 'plain'] as const)(
    '%s: a sentence at a kept step shows what the watched sentence of that step shows',
    async (name) => {
      const run = runs[name]
      const [index] = await host.api.runs.snapshots({ runs: [run] })
      const steps = index!.steps.filter((step) => step % 5 === 0)
      expect(steps.length).toBeGreaterThan(2)
      for (const step of steps) {
        for (const { index: sentence, source, reference } of index!.sentences) {
          const watched = await host.api.runs.snapshot({ run, step, sentence })
          const answer = await ask(run, { step, source: source.join(' '), target: reference.join(' ') })
          expect(answer.step).toBe(step)
          expect(answer.hypotheses[0]?.text).toBe(watched.text)
          // It is a validation pair, of which the data knows what belongs together.
          expect(answer.alignment).not.toBeNull()
          expect(answer.alignment).toEqual(watched.sentence.alignment)
          expect((await ask(run, { step, source: source.join(' '), target: source.join(' ') })).alignment).toBeNull()
          const shapes = (maps: RunAnswer['maps']) =>
            maps.map(({ mode, source, target, layers, heads }) => ({ mode, source, target, layers, heads }))
          expect(shapes(answer.maps)).toEqual(shapes(watched.maps))
          answer.maps.forEach((map, place) => {
            // Stored as float16.
            expect(largestDifference(map.weights, watched.maps[place]!.weights)).toBeLessThan(1e-3)
            expect(map.window?.reach).toBe(watched.maps[place]!.window?.reach)
          })
        }
      }
    },
  )
})

describe('log-probabilities', () => {
  test('of a target are those of `saccade score`, also of an edited sentence', async () => {
    for (const source of ['a b c d', 'a c b d', 'a zz c d']) {
      const target = 'd c b a'
      const { reference } = await ask(runs.bahdanau, { step: 10, source, target })
      const request = { run: runs.bahdanau, checkpoint: 10, lines: [source], targets: [target] }
      const [scored] = await host.api.runs.scoreReferences(request)
      expect(reference).toMatchObject({ source: scored!.source, target: scored!.target, unknown: scored!.unknown })
      expect(largestDifference(reference!.logProbabilities, scored!.logProbabilities)).toBeLessThan(1e-6)
    }
  })

  test('of the output add up to its score, each among its place’s alternatives, whose best it is', async () => {
    const { tokens, hypotheses } = await ask(runs.bahdanau, { alternatives: 3 })
    expect(sumOf(tokens.map(({ logProbability }) => logProbability))).toBeCloseTo(hypotheses[0]!.score, 4)
    for (const { token, logProbability, alternatives } of tokens) {
      expect(alternatives).toHaveLength(3)
      expect(alternatives[0]?.token).toBe(token)
      expect(alternatives[0]?.probability).toBeCloseTo(Math.exp(logProbability), 5)
    }
  })
})

describe('edits', () => {
  test('a masked token is read as <unk>, at its place', async () => {
    const masked = await ask(runs.bahdanau, { masked: [1] })
    const unknown = await ask(runs.bahdanau, { source: 'a zz c' })
    expect(masked.maps[0]?.source).toEqual(['a', '<unk>', 'c', '<eos>'])
    expect(masked.source).toEqual(['a', 'b', 'c'])
    expect(masked.hypotheses).toEqual(unknown.hypotheses)
    expect(unknown.unknown.source).toEqual([1])
    await expect(ask(runs.bahdanau, { masked: [3] })).rejects.toMatchObject({ code: 'bad-usage' })
  })

  test.each([
    ['greedy', { kind: 'greedy' }],
    ['a beam', BEAM],
    ['sampling', { kind: 'sample', samples: 2, temperature: 1, seed: 4 }],
  ] as const)('%s goes on from a forced prefix, which is scored as it is', async (_, decoding) => {
    const { hypotheses, tokens, prefix } = await ask(runs.bahdanau, { prefix: 'c c', decoding })
    expect(prefix).toEqual(['c', 'c'])
    for (const { output, score, ended, text } of hypotheses) {
      expect(output.slice(0, 2)).toEqual(['c', 'c'])
      if (!ended) continue
      const { reference } = await ask(runs.bahdanau, { target: text })
      expect(sumOf(reference!.logProbabilities)).toBeCloseTo(score, 4)
    }
    expect(tokens[0]?.logProbability).toBeLessThan(0)
    const [line] = await host.api.runs.translate({
      run: runs.bahdanau,
      checkpoint: 'last',
      lines: ['a b c'],
      attention: false,
      decoding,
      prefix: 'c c',
    })
    expect(line?.hypotheses).toEqual(hypotheses)
  })

  test.each([
    ['greedy', { kind: 'greedy' }],
    ['a beam', BEAM],
    ['sampling', { kind: 'sample', samples: 2, temperature: 1, seed: 4 }],
  ] as const)('%s ends where it is told to, and that is scored, too', async (_, decoding) => {
    const told = { decoding, prefixEnds: true, alternatives: 3 }
    const { hypotheses, tokens } = await ask(runs.bahdanau, { ...told, prefix: 'c c' })
    expect(hypotheses[0]).toMatchObject({ output: ['c', 'c'], ended: true })
    expect(tokens.at(-1)?.token).toBe('<eos>')
    const { reference } = await ask(runs.bahdanau, { target: 'c c' })
    expect(hypotheses[0]?.score).toBeCloseTo(sumOf(reference!.logProbabilities), 4)
    const { hypotheses: nothing } = await ask(runs.bahdanau, told)
    expect(nothing[0]).toMatchObject({ output: [], ended: true })
  })

  test('forcing what was chosen anyway changes nothing', async () => {
    const free = await ask(runs.bahdanau)
    const forced = await ask(runs.bahdanau, { prefix: free.hypotheses[0]!.output.slice(0, 1).join(' ') })
    expect(forced.hypotheses[0]?.output).toEqual(free.hypotheses[0]?.output)
    expect(forced.hypotheses[0]?.score).toBeCloseTo(free.hypotheses[0]!.score, 5)
  })
})

describe('the tree of a beam', () => {
  test('holds every hypothesis as a path, with the shares of the penalties', async () => {
    const { tree, hypotheses } = await ask(runs.bahdanau, { decoding: BEAM, tree: true, alternatives: 4 })
    const pathOf = (place: number): string[] => {
      const node = tree![place]!
      return node.parent === null ? [] : [...pathOf(node.parent), node.token]
    }
    const finals = tree!.flatMap((node, place) => (typeof node.final?.rank === 'number' ? [{ ...node, place }] : []))
    expect(finals).toHaveLength(2)
    for (const { final, score, place } of finals) {
      const hypothesis = hypotheses[final!.rank!]!
      expect(pathOf(place).filter((token) => token !== '<eos>')).toEqual(hypothesis.output)
      expect(score).toBeCloseTo(hypothesis.score, 5)
      expect(final!.penalizedScore).toBeCloseTo(hypothesis.penalizedScore, 5)
      expect(score + final!.byLength + final!.byCoverage).toBeCloseTo(hypothesis.penalizedScore, 5)
      expect(final!.byCoverage).toBeLessThan(0)
    }
    tree!.forEach(({ parent, fate, next, score, logProbability }, place) => {
      const children = tree!.filter((node) => node.parent === place)
      expect(children.length > 0).toBe(fate === 'continued')
      if (parent === null) return
      expect(parent).toBeLessThan(place)
      expect(score).toBeCloseTo(tree![parent]!.score + logProbability, 5)
      // What it might have gone on with is told with the probability that its child has.
      for (const child of children) {
        const same = next.find(({ token }) => token === child.token)
        if (same) expect(Math.log(same.probability)).toBeCloseTo(child.logProbability, 4)
      }
    })
    expect(tree!.some(({ fate }) => fate === 'dropped')).toBe(true)
    await expect(ask(runs.bahdanau, { tree: true })).rejects.toMatchObject({ code: 'bad-usage' })
  })
})

describe('odd sentences', () => {
  test.each(['', '   ', '\u3000\t'])('of no token (“%s”) are refused in words', async (source) => {
    await expect(ask(runs.bahdanau, { source })).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('no token'),
    })
  })

  test('of one token, in a right-to-left script, of 2,000 tokens', async () => {
    expect((await ask(runs.bahdanau, { source: 'a' })).source).toEqual(['a'])
    const hebrew = await ask(runs.letters, { source: 'שלום a' })
    expect(hebrew.source).toEqual(['ש', 'ל', 'ו', 'ם', '␣', 'a'])
    expect(hebrew.unknown.source).toEqual([0, 1, 2, 3])
    const long = await ask(runs.bahdanau, {
      source: 'a b '.repeat(1000),
      target: 'b a',
      decoding: { kind: 'greedy', lengthFactor: 0.1 },
    })
    expect(long.maps[0]?.source).toHaveLength(2001)
    expect(long.maps.at(-1)!.weights.length).toBeLessThanOrEqual(16 * 2 ** 20)
  })

  test('what is given up is given up, and the next question answered', async () => {
    const giveUp = new AbortController()
    const long = host.api.runs.ask as (request: RunAskRequest, context: { signal: AbortSignal }) => Promise<RunAnswer>
    const asked = long({ run: runs.bahdanau, step: 'latest', source: 'a b '.repeat(1000) }, giveUp)
    setTimeout(() => giveUp.abort(), 100)
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
    expect((await ask(runs.plain)).maps[0]).toMatchObject({ layers: 0, heads: 0 })
  })
})
