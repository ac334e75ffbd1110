import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedSettings } from '../config/settings.ts'
import type { JsonObject } from '../config/assign.ts'
import { composeConfiguration } from '../config/compose.ts'
import { parseConfiguration } from '../config/check.ts'
import { generatedName, nameInSeries } from '../run-name.ts'
import { type LabelledRun, labelRuns } from './labels.ts'

const DATA = { dataName: 'reverse 3–10' }
let made = 0

/** A run with the settings of its preset and those given, under the name that Saccade gives it. */
function run(preset: string, seed: number, assignments: readonly string[] = [], name = ''): LabelledRun {
  const source = { kind: 'task', task: 'reverse' }
  const composed = parseConfiguration(composeConfiguration({ preset, source, seed, assignments }))
  const settings = changedSettings(JSON.parse(JSON.stringify(composed)) as JsonObject)
  const id = `r${(made += 1)}`
  return { run: id, preset, seed, ...DATA, settings, name: name || generatedName({ preset, seed, ...DATA }) }
}

const labelled = (...runs: LabelledRun[]) => {
  const { common, labels } = labelRuns(runs)
  return { common, labels: runs.map((one) => labels.get(one.run)) }
}

describe('labels of runs', () => {
  it('G31: are what tells the runs apart; what all have in common stands once', () => {
    expect(labelled(run('bigru-bahdanau', 1), run('bigru-bahdanau', 2), run('bigru-bahdanau', 3))).toEqual({
      common: 'bigru-bahdanau · reverse 3–10',
      labels: ['seed 1', 'seed 2', 'seed 3'],
    })
    expect(labelled(run('bigru-plain', 1), run('luong-2015', 1))).toEqual({
      common: 'reverse 3–10 · seed 1',
      labels: ['bigru-plain', 'luong-2015'],
    })
  })

  it('G31: name the settings that differ, where model and seed do not tell runs apart', () => {
    const faster = ['training.optimizer.learningRate=0.002']
    expect(
      labelled(run('bigru-bahdanau', 1), run('bigru-bahdanau', 1, faster), run('bigru-bahdanau', 2, faster)),
    ).toEqual({
      common: 'bigru-bahdanau · reverse 3–10',
      labels: ['lr 0.005', 'lr 0.002 · seed 1', 'lr 0.002 · seed 2'],
    })
    const dot = ['model.attention.score=concat']
    const general = ['model.attention.score=general', 'model.encoder.hidden=64', 'model.decoder.hidden=64']
    expect(labelled(run('bigru-bahdanau', 1, dot), run('bigru-bahdanau', 1, general)).labels).toEqual([
      'score concat',
      'score general',
    ])
  })

  it('G31: leave names that users gave, alone or for a series', () => {
    const series = (preset: string, seed: number) => run(preset, seed, [], nameInSeries('deep', { preset, seed }))
    expect(labelled(run('bigru-plain', 1, [], 'lead'), run('bigru-plain', 1), run('bigru-plain', 2)).labels).toEqual([
      'lead',
      'seed 1',
      'seed 2',
    ])
    expect(labelled(series('bigru-plain', 1), series('bigru-plain', 2))).toEqual({
      common: 'deep · bigru-plain · reverse 3–10',
      labels: ['seed 1', 'seed 2'],
    })
    expect(labelled(series('bigru-plain', 1), series('bigru-plain', 2), run('bigru-plain', 2)).labels).toEqual([
      'deep · seed 1',
      'deep · seed 2',
      'bigru-plain',
    ])
  })

  it('say once what the names of all have in common, as those of a sweep have', () => {
    const named = (seed: number, name: string) => run('luong-dot', seed, [], `scores · ${name} · seed ${seed}`)
    const [a, b] = [named(1, 'score dot'), named(2, 'score concat · span local-m')]
    expect(labelled(a, b)).toEqual({
      common: 'scores · luong-dot · reverse 3–10',
      labels: ['score dot · seed 1', 'score concat · span local-m · seed 2'],
    })
    expect(labelled(a, b, run('luong-dot', 3)).labels).toEqual([a.name, b.name, 'luong-dot'])
    const turned = ['x · y · z', 'y · x · z', 'x · y'].map((name) => run('luong-dot', 1, [], name))
    expect(labelled(...turned).labels).toEqual(turned.map(({ name }) => name))
  })

  it('G31: tell apart by their ids what is alike in everything', () => {
    const [a, b] = [run('bigru-plain', 1), run('bigru-plain', 1)]
    expect(labelled(a, b).labels).toEqual([a.run, b.run])
  })

  it('G31: leave out what has a column of its own', () => {
    const runs = [run('bigru-plain', 1), run('bigru-plain', 2), run('bigru-bahdanau', 1)]
    const { labels, common } = labelRuns(runs, ['data', 'seed'])
    expect([common, ...labels.values()]).toEqual(['', 'bigru-plain', 'bigru-plain', 'bigru-bahdanau'])
  })

  const anyRun = fc.record({
    preset: fc.constantFrom('', 'bigru-plain', 'luong-2015'),
    dataName: fc.constantFrom('copy 3–10', 'a · b'),
    seed: fc.integer({ min: 1, max: 3 }),
    settings: fc.dictionary(
      fc.constantFrom('model.attention.score', 'model.encoder.hidden', 'training.optimizer.learningRate', 'data.order'),
      fc.constantFrom<string | number | boolean | null>('dot', 64, true, null),
    ),
    name: fc.constantFrom('', '', 'lead', 'seed 1', 'bigru-plain', 'r1', ' · ', 'deep · lead', 'lead · deep · seed 1'),
  })
  const anyRuns = fc
    .array(anyRun, { maxLength: 12 })
    .map((list) => list.map((one, i): LabelledRun => ({ ...one, run: `r${i}`, name: one.name || generatedName(one) })))

  it('G31: are never empty and never the same twice', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const labels = [...labelRuns(runs).labels.values()]
        expect(labels).not.toContain('')
        expect(new Set(labels).size).toBe(runs.length)
      }),
    )
  })

  it('G31: depend on which runs are shown and not on their order', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const [there, back] = [labelRuns(runs), labelRuns([...runs].reverse())]
        expect(back.common).toBe(there.common)
        expect(back.labels).toEqual(there.labels)
      }),
    )
  })

  it('G31: keep every name that a user gave, in the label or in what is common', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const { common, labels } = labelRuns(runs)
        for (const { run: id, name, ...identity } of runs) {
          if (name === generatedName(identity)) continue
          for (const part of name.split(' · ')) expect(`${common} ${labels.get(id) ?? ''}`).toContain(part)
        }
      }),
    )
  })
})
