import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfiguration } from '../config/check.ts'
import { composeConfiguration } from '../config/compose.ts'
import { changedSettings } from '../config/settings.ts'
import type { RunSummary } from '../contract/runs.ts'
import { compileQuery } from './compile.ts'
import { RUN_FIELDS } from './run-fields.ts'

function run(preset: string, seed: number, more: Partial<RunSummary> = {}): RunSummary {
  const source = { kind: 'task', task: 'reverse' }
  const configuration = parseConfiguration(composeConfiguration({ preset, seed, source }))
  return {
    run: `r${seed}`,
    name: '',
    preset,
    dataName: 'reverse 3–10',
    seed,
    state: 'finished',
    reason: '',
    created: 0,
    sequence: seed,
    updated: 0,
    step: 400,
    steps: 400,
    parameters: 1000 * seed,
    device: 'TensorFlow on the CPU',
    latest: { 'time/wall': 60 * seed },
    best: null,
    progress: null,
    keepsPlace: false,
    queuePosition: null,
    starred: false,
    archived: false,
    tags: [],
    note: '',
    colour: null,
    settings: changedSettings(z.record(z.string(), z.json()).parse(configuration)),
    ...more,
  }
}

const runs = [
  run('luong-dot', 1, { best: { metric: 'valid/exact_match', value: 0.97, step: 300 } }),
  run('bahdanau-2015', 2, { latest: { 'valid/loss': 0.5 }, state: 'failed' }),
  run('luong-2015', 3, { latest: { 'valid/loss': NaN } }),
]

it.each([
  ['', ['r1', 'r2', 'r3']],
  ['preset:luong-*', ['r1', 'r3']],
  ['score=dot', ['r1']], // the end of a setting's path
  ['model.attention.score in additive,general', ['r2', 'r3']],
  ['encoder.bidirectional:yes', ['r2']],
  ['valid/exact_match@best > 95%', ['r1']],
  ['valid/loss < 1 or valid/loss = nan', ['r2', 'r3']],
  ['not state:failed and parameters >= 3000', ['r3']],
  ['data.source.task:reverse seed in 1..2', ['r1', 'r2']],
  ['DATA.Source.TASK:Reverse and SEED=1', ['r1']], // capitals do not count
  ['Score=dot HAS:Valid/Exact_Match@BEST', ['r1']],
  ['reverse dot', ['r1']],
  ['trained >= 1min device:cpu', ['r1']], // the others were measured without a clock
])('%s', (text, expected) => {
  const query = compileQuery(text, RUN_FIELDS)
  expect(query.ok && runs.filter((one) => query.matches(one)).map((one) => one.run)).toEqual(expected)
})

it('asks which setting is meant where several end alike', () => {
  expect(compileQuery('hidden > 64', RUN_FIELDS)).toMatchObject({
    ok: false,
    problem: { message: '“hidden” may be model.encoder.hidden, model.decoder.hidden: write one of them' },
  })
})

it.each([
  ['state:lost', /^State is one of queued, .*interrupted/],
  ['encoder.cell=lstn', 'Encoder: Cell is one of gru, lstm'],
  ['data.source.task:revers', /is one of copy, reverse/],
  ['seed in 9, 5..1', /the wrong way round: write 1..5/],
])('a value that the setting can never have is no query: %s', (text, message) => {
  expect(compileQuery(text, RUN_FIELDS)).toMatchObject({
    ok: false,
    problem: { message: expect.stringMatching(message) as string },
  })
})
