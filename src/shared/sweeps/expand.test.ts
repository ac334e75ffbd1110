import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '../config/assign.ts'
import { toErrorData } from '../errors.ts'
import { expandSweep } from './expand.ts'
import { readSweep, readSweepFile } from './read-sweep.ts'

const base = { preset: 'luong-dot', data: { source: { kind: 'task', task: 'reverse' } } }
const SCORE = 'model.attention.score'
const SPAN = 'model.attention.span'
const WINDOW = 'model.attention.window'
const RATE = 'training.optimizer.learningRate'

const expand = (sweep: JsonObject) => expandSweep(readSweep({ base, ...sweep }))
const labels = (sweep: JsonObject) => expand(sweep).runs.map(({ label }) => label)
function problemsOf(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    return toErrorData(error).problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

test('axes multiply, a zip goes together, and seeds come last, so that a cut sweep has something of each', () => {
  const axes: JsonObject[] = [
    { kind: 'grid', settings: { [SCORE]: ['dot', 'general'] } },
    { kind: 'zip', settings: { 'model.encoder.hidden': [16, 32], 'model.decoder.hidden': [16, 32] } },
  ]
  expect(labels({ axes, seeds: [1, 7] })).toEqual([
    'score dot · encoder.hidden 16 · decoder.hidden 16 · seed 1',
    'score dot · encoder.hidden 32 · decoder.hidden 32 · seed 1',
    'score general · encoder.hidden 16 · decoder.hidden 16 · seed 1',
    'score general · encoder.hidden 32 · decoder.hidden 32 · seed 1',
    'score dot · encoder.hidden 16 · decoder.hidden 16 · seed 7',
    'score dot · encoder.hidden 32 · decoder.hidden 32 · seed 7',
    'score general · encoder.hidden 16 · decoder.hidden 16 · seed 7',
    'score general · encoder.hidden 32 · decoder.hidden 32 · seed 7',
  ])
  const { runs, metric } = expand({ name: 'widths', axes, seeds: [3] })
  expect(runs[1]?.configuration).toMatchObject({
    name: 'widths · score dot · encoder.hidden 32 · decoder.hidden 32 · seed 3',
    seed: 3,
    model: { encoder: { hidden: 32 }, decoder: { hidden: 32 }, attention: { score: 'dot' } },
    training: { steps: 400 }, // recommended for the task
  })
  expect(metric).toEqual({ name: 'valid/exact_match', better: 'higher' })
})

test('presets and data vary like settings, each with what goes with it', () => {
  const sources = ['reverse', 'copy'].map((task) => ({ kind: 'task', task }))
  const { runs } = expand({
    axes: [{ kind: 'grid', settings: { preset: ['luong-dot', 'bigru-bahdanau'], 'data.source': sources } }],
  })
  expect(runs.map(({ configuration: { preset, data, training } }) => [preset, data.source, training.steps])).toEqual([
    ['luong-dot', expect.objectContaining({ task: 'reverse' }), 400],
    ['luong-dot', expect.objectContaining({ task: 'copy' }), 600],
    ['bigru-bahdanau', expect.objectContaining({ task: 'reverse' }), 400],
    ['bigru-bahdanau', expect.objectContaining({ task: 'copy' }), 600],
  ])
})

test('a setting whose condition does not hold is left out, and what is the same then is one run', () => {
  const sweep = {
    axes: [{ kind: 'grid', settings: { [SPAN]: ['global', 'local-m'], [WINDOW]: [2, 3, 5] } }],
    conditions: [{ setting: WINDOW, when: { [SPAN]: ['local-m', 'local-p'] } }],
  }
  expect(labels(sweep)).toEqual([
    'span global',
    'span local-m · window 2',
    'span local-m · window 3',
    'span local-m · window 5',
  ])
  expect(expand(sweep).same).toBe(2)
  // A condition may look at what the base or a preset says, too.
  expect(
    labels({
      ...sweep,
      base: { ...base, model: { attention: { span: 'local-p' } } },
      axes: [{ kind: 'grid', settings: { [WINDOW]: [2, 3] } }],
    }),
  ).toEqual(['window 2', 'window 3'])
})

test('draws depend on the seed alone: more of them leave the first as they are, and lie where they should', () => {
  const random = (count: number, seed = 1) =>
    expand({
      seed,
      axes: [
        {
          kind: 'random',
          count,
          settings: {
            [RATE]: { distribution: 'log-uniform', minimum: 1e-4, maximum: 1e-2 },
            'training.batchSize': { distribution: 'int', minimum: 8, maximum: 16 },
            'model.encoder.dropout': { distribution: 'uniform', minimum: 0, maximum: 0.5 },
            [SCORE]: { distribution: 'choice', values: ['dot', 'general'] },
          },
        },
      ],
    }).runs.map(({ point }) => point)
  const hundred = random(100)
  expect(random(7)).toEqual(hundred.slice(0, 7))
  expect(random(7, 2)).not.toEqual(random(7))
  const rates = hundred.map((point) => Number(point[RATE]))
  expect(rates.every((rate) => rate >= 1e-4 && rate <= 1e-2 && String(rate).length <= 9)).toBe(true)
  // Each order of magnitude as often.
  expect(rates.filter((rate) => rate < 1e-3).length).toBeGreaterThan(35)
  expect(rates.filter((rate) => rate < 1e-3).length).toBeLessThan(65)
  const sizes = new Set(hundred.map((point) => point['training.batchSize']))
  expect([...sizes].sort((a, b) => Number(a) - Number(b))).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16])
  expect(new Set(hundred.map((point) => point[SCORE]))).toEqual(new Set(['dot', 'general']))
})

test('what cannot be trained is refused with the clash that names it, or left out and listed', () => {
  const axes = [{ kind: 'grid', settings: { [SCORE]: ['none', 'dot'], [SPAN]: ['global', 'local-m'] } }]
  const attentional = { ...base, model: { decoder: { inputFeeding: false, readout: 'deep' } } }
  expect(problemsOf(() => expand({ base: attentional, axes, seeds: [1, 2, 3] }))).toEqual([
    'score none · span local-m: model.attention.span: “local-m” clashes with model.attention.score: there is no attention to keep in a window; use “global” or a score',
  ])
  const { runs, leftOut } = expand({ base: attentional, axes, clashes: 'leave-out' })
  expect(runs.map(({ label }) => label)).toEqual([
    'score none · span global',
    'score dot · span global',
    'score dot · span local-m',
  ])
  expect(leftOut.map(({ label }) => label)).toEqual(['score none · span local-m'])
  // A value that no setting may have is said with its place, too.
  expect(problemsOf(() => expand({ axes: [{ kind: 'list', points: [{ [RATE]: -1 }] }] }))).toEqual([
    `every combination: ${RATE}: -1 is too small; 1e-8 is the least`,
  ])
})

test('every mistake of a sweep is named by its place', () => {
  const problems = (sweep: JsonObject) => problemsOf(() => expand(sweep))
  expect(problems({ axes: [{ kind: 'grid', settings: { 'model.atention.score': ['dot'] } }] })).toEqual([
    'axes.0.settings: there is no setting “model.atention.score”',
  ])
  expect(problems({ axes: [{ kind: 'zip', settings: { [SCORE]: ['dot'], [WINDOW]: [1, 2] } }] })[0]).toMatch(
    /^axes\.0: needs lists of one length/,
  )
  expect(problems({ axes: [{ kind: 'grid', settings: { seed: [1, 2] } }], seeds: [1] })).toEqual([
    'axes.0.settings: “seed” clashes with seeds: say the seeds of the runs once',
  ])
  const twice = [1, 2].map((value) => ({ kind: 'grid', settings: { [WINDOW]: [value] } }))
  expect(problems({ axes: twice })).toEqual([`axes.1.settings: “${WINDOW}” varies in axes.0 already: one axis says it`])
  expect(problems({ conditions: [{ setting: WINDOW, when: { [SPAN]: ['global'] } }] })).toEqual([
    `conditions.0.setting: “${WINDOW}” does not vary: no axis names it`,
  ])
  const axes = [{ kind: 'grid', settings: { [WINDOW]: [1, 2] } }]
  const never = { base: {}, axes, conditions: [{ setting: WINDOW, when: { [SPAN]: ['local-m', 'local_p'] } }] }
  expect(problemsOf(() => readSweepFile(JSON.stringify(never), 'never.json'))).toEqual([
    `conditions.0.when: “local_p” is no value of ${SPAN}, which has global, local-m, local-p`,
  ])
  // One that was stored before that was found is read.
  expect(readSweep(never).conditions).toHaveLength(1)
  expect(
    problems({
      axes: [
        { kind: 'random', count: 2, settings: { [RATE]: { distribution: 'log-uniform', minimum: 0, maximum: 1 } } },
      ],
    })[0],
  ).toContain('needs a minimum above 0')
  expect(problems({ metric: { name: 'valid/phoneme_error_rate' } })[0]).toMatch(
    /^metric\.name: .*only the pronouncing dictionary/,
  )
  expect(problems({ metric: { name: 'valid/attention_entropy' } })[0]).toMatch(/^metric\.better: is missing/)
  expect(problems({ metric: { name: 'valid/loss', better: 'higher' } })[0]).toMatch(/^metric\.better: .*clashes/)
  expect(problems({ budgit: {} })).toEqual(['budgit: no such setting'])
  const large = [SCORE, SPAN, WINDOW].map((path) => ({
    kind: 'grid',
    settings: { [path]: Array.from({ length: 50 }, (_, index) => index) },
  }))
  expect(problems({ axes: large })).toEqual(['axes: make 125000 combinations; 100000 is the most'])
})

test('what a file says twice is named, since it would be one run; what a former version stored so is read', () => {
  const axes = [
    { kind: 'grid', settings: { [SCORE]: ['dot', 'general', 'dot', 'dot'], [SPAN]: ['global', 'local-m'] } },
    { kind: 'zip', settings: { 'model.encoder.hidden': [8, 16, 8], 'model.decoder.hidden': [8, 8, 8] } },
    { kind: 'list', points: [{ [WINDOW]: 2, [RATE]: 0.1 }, { [WINDOW]: 2 }, { [RATE]: 0.1, [WINDOW]: 2 }] },
    {
      kind: 'random',
      count: 2,
      settings: { 'model.bridge': { distribution: 'choice', values: ['pass', 'pass', 'dense'] } },
    },
  ]
  const sweep = { base, axes, seeds: [1, 2, 1] }
  expect(problemsOf(() => readSweepFile(JSON.stringify(sweep), 'twice.json'))).toEqual([
    'seeds: “1” is there twice',
    `axes.0.settings.${SCORE}: “dot” is there twice`,
    'axes.1.settings: values 1 and 3 are the same',
    'axes.2.points: points 1 and 3 are the same',
  ])
  expect(readSweep(sweep).seeds).toEqual([1, 2, 1])
})

test('a budget of runs takes the first ones and says how many it leaves out', () => {
  const sweep = { axes: [{ kind: 'grid', settings: { [WINDOW]: [1, 2, 3] } }], seeds: [1, 2], budget: { runs: 4 } }
  const { runs, beyond } = expand(sweep)
  expect([runs.length, beyond, runs.at(-1)?.label]).toEqual([4, 2, 'window 1 · seed 2'])
})

test('the examples of the documentation are sweeps', () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'examples')
  const files = readdirSync(folder).filter((name) => name.endsWith('.sweep.json'))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files)
    expect(
      expandSweep(readSweep(JSON.parse(readFileSync(join(folder, file), 'utf8')))).runs.length,
      file,
    ).toBeGreaterThan(5)
})
