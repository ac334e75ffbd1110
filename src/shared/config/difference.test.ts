import { expect, test } from 'vitest'
import type { JsonObject } from './assign.ts'
import { parseConfiguration } from './check.ts'
import { composeConfiguration } from './compose.ts'
import {
  compareConfigurations,
  groupConfigurations,
  settingValueText,
  settingsOfRun,
  valueOfGroup,
} from './difference.ts'
import { type Settings, allSettings, changedSettings } from './settings.ts'

const reverse = { kind: 'task', task: 'reverse' }

function configuration(preset: string, assignments: string[] = [], source: JsonObject = reverse): JsonObject {
  const whole = parseConfiguration(composeConfiguration({ preset, source, assignments }))
  return JSON.parse(JSON.stringify(whole)) as JsonObject
}
const settings = (...parts: Parameters<typeof configuration>): Settings => allSettings(configuration(...parts))

test('what differs is told by path and title, with the default and a value for each', () => {
  const { differing, same } = compareConfigurations([
    settings('bigru-bahdanau', ['training.optimizer.learningRate=0.002', 'seed=2', 'name=one']),
    settings('luong-dot', ['training.optimizer.learningRate=0.005']),
  ])
  expect(differing.map(({ path }) => path)).toContain('model.attention.score')
  expect(differing.find(({ path }) => path === 'training.optimizer.learningRate')).toEqual({
    path: 'training.optimizer.learningRate',
    title: 'Optimizer: Learning rate',
    fallback: 0.001,
    values: [0.002, 0.005],
  })
  expect(differing.slice(0, 2).map(({ path, values }) => [path, values])).toEqual([
    ['preset', ['bigru-bahdanau', 'luong-dot']],
    ['seed', [2, 1]],
  ])
  const paths = [...differing, ...same].map(({ path }) => path)
  expect(paths).not.toContain('name')
  expect(new Set(paths).size).toBe(paths.length)
  expect(same.find(({ path }) => path === 'data.source.task')?.values).toEqual(['reverse', 'reverse'])
})

test('a setting that one kind of data does not have is missing there, and has the default of its kind', () => {
  const { differing } = compareConfigurations([
    settings('bigru-plain', ['data.source.maximumLength=12']),
    settings('bigru-plain', [], { kind: 'table', train: '/pairs.tsv' }),
  ])
  const of = (path: string) => differing.find((one) => one.path === path)
  expect(of('data.source.maximumLength')).toMatchObject({
    title: 'Generated task: Longest',
    fallback: 10,
    values: [12, undefined],
  })
  expect(of('data.source.train')).toMatchObject({ fallback: undefined, values: [undefined, '/pairs.tsv'] })
  expect(of('data.source.kind')).toMatchObject({ title: 'Pairs: Kind', values: ['task', 'table'] })
})

test('a run’s summary tells the same as its configuration', () => {
  const whole = configuration('luong-local-p', ['seed=7'])
  const run = { preset: 'luong-local-p', seed: 7, settings: changedSettings(whole) }
  expect(compareConfigurations([settingsOfRun(run), allSettings(whole)]).differing).toEqual([])
})

test('runs that differ in the seed alone are one column', () => {
  const all = ['bigru-plain', 'luong-dot'].flatMap((preset) =>
    [1, 2, 3, 5].map((seed) => settings(preset, [`seed=${seed}`])),
  )
  const difference = compareConfigurations(all)
  const groups = groupConfigurations(difference, all.length)
  expect(groups).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ])
  const seed = difference.differing.find(({ path }) => path === 'seed')
  expect(seed && groups.map((group) => settingValueText(valueOfGroup(seed, group)))).toEqual(['1–3, 5', '1–3, 5'])
})

test('nothing differs between one configuration and itself', () => {
  expect(compareConfigurations([settings('luong-dot')]).differing).toEqual([])
  expect(groupConfigurations(compareConfigurations([]), 0)).toEqual([])
})
