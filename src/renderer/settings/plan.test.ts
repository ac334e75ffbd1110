import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import { composeData, planProblems, planRuns, sourceName } from './plan.ts'
import { parseSeeds } from '../../shared/seed-list.ts'

const overrides: JsonObject = { data: { source: { kind: 'task', task: 'reverse' } } }

describe('a plan', () => {
  it('has a run for each preset and seed, each valid and named', () => {
    const plan = planRuns({ name: 'long', overrides, presets: ['bigru-plain', 'bigru-bahdanau'], seeds: [1, 2] })
    expect(plan.map((run) => [run.preset, run.seed, run.problems.length])).toEqual([
      ['bigru-plain', 1, 0],
      ['bigru-plain', 2, 0],
      ['bigru-bahdanau', 1, 0],
      ['bigru-bahdanau', 2, 0],
    ])
    expect(new Set(plan.map((run) => run.configuration.name)).size).toBe(4)
    expect(planRuns({ name: 'long', overrides, presets: ['bigru-plain'], seeds: [1] })[0]?.configuration.name).toBe(
      'long',
    )
  })

  it('gathers problems, naming the presets where not all have them', () => {
    const wrong: JsonObject = { ...overrides, model: { decoder: { readout: 'output+context' } } }
    const plan = planRuns({ name: '', overrides: wrong, presets: ['bigru-plain', 'bigru-bahdanau'], seeds: [1, 2] })
    const problems = planProblems(plan)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ path: 'model.decoder.readout', presets: ['bigru-plain'] })
    const everywhere = planRuns({
      name: '',
      overrides: { ...overrides, training: { steps: 0 } },
      presets: ['bigru-plain'],
      seeds: [1],
    })
    expect(planProblems(everywhere).map(({ path, presets }) => [path, presets])).toContainEqual(['training.steps', []])
  })

  it('puts what is recommended for the source under the data', () => {
    const data = composeData({ data: { source: { kind: 'task', task: 'dates' } } })
    expect(data.tokenizer).toEqual({ source: 'character', target: 'character' })
  })

  it('names its data by their file', () => {
    expect(sourceName({ kind: 'table', train: '/home/me/pairs.tsv' })).toBe('pairs.tsv')
    expect(sourceName({ kind: 'table', train: 'C:\\data\\pairs.tsv' })).toBe('pairs.tsv')
    expect(sourceName({ kind: 'task', task: 'copy' })).toBe('copy 3–10')
    expect(sourceName({ kind: 'task', task: 'addition' })).toBe('addition 1–4')
    expect(sourceName({ kind: 'task', task: 'copy', maximumLength: 'x' })).toBe('copy 3–10')
    expect(sourceName({ kind: 'moses', trainSource: '/a/t.en', trainTarget: '/a/t.de' })).toBe('t.en · t.de')
    expect(sourceName({ kind: 'table' })).toBe('')
    expect(sourceName(undefined)).toBe('')
  })
})

describe('seeds', () => {
  it('are read as numbers and ranges, each once', () => {
    expect(parseSeeds('1, 2 5-7;6')).toEqual({ ok: true, seeds: [1, 2, 5, 6, 7] })
    expect(parseSeeds('0')).toEqual({ ok: true, seeds: [0] })
  })

  it.each(['', 'one', '-1', '1.5', '3-1', '1-1000000', '99999999999'])('refuse “%s” with a reason', (text) => {
    const result = parseSeeds(text)
    expect(result.ok).toBe(false)
    if (!result.ok) expect(result.message).not.toBe('')
  })
})
