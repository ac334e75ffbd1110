import fs from 'node:fs'
import { expect, test } from 'vitest'
import { findAbove } from '../../shared/find-above.ts'
import { scripted } from '../fixtures/scripted-host.ts'
import { EXAMPLE_FILES } from './example-file.ts'

test('the example is small', () => {
  expect(fs.statSync(findAbove(...EXAMPLE_FILES)).size).toBeLessThan(1_000_000)
})

test('opened it is runs of this history, marked as an example, with curves and maps to drag through', async () => {
  const { runs: api } = scripted.start().api
  const { runs } = await api.openExample()
  expect(runs).toHaveLength(2)
  const listed = await api.list()
  expect(listed.map(({ run }) => run).sort()).toEqual([...runs].sort())
  for (const run of listed) {
    expect(run).toMatchObject({ state: 'finished', tags: ['example'], dataName: 'reverse 3–10' })
    expect(run.name).toBe(`Example: ${run.preset}`)
    expect(run.best?.value).toBeGreaterThan(0.9)
    const [index] = await api.snapshots({ runs: [run.run] })
    const { steps, sentences } = index ?? { steps: [], sentences: [] }
    expect(steps.length).toBeGreaterThanOrEqual(20)
    const [last, sentence] = [steps.at(-1) ?? 0, sentences.at(-1)?.index ?? 0]
    const { text, maps } = await api.snapshot({ run: run.run, step: last, sentence })
    expect(text.split(' ')).toEqual(sentences.at(-1)?.reference)
    expect(maps[0]?.weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true)
    const curves = await api.metrics({ runs: [run.run], metrics: ['train/loss', 'valid/exact_match'], points: 0 })
    expect(curves.map(({ steps: at }) => at.length > 10)).toEqual([true, true])
    expect((await api.get({ run: run.run })).prepared?.trainPairs).toBeGreaterThan(0)
  }
})

test('opened again it is the same runs, as the user left them; deleted, it comes back', async () => {
  const { runs: api } = scripted.start().api
  const [first = '', second = ''] = (await api.openExample()).runs
  await api.rename({ runs: [first], name: 'mine' })
  await api.discard({ runs: [second] })
  await api.openExample()
  expect((await api.list()).map(({ name }) => name)).toContain('mine')
  expect(await api.list()).toHaveLength(2)
  await api.remove({ runs: [first, second] })
  expect(await api.list()).toEqual([])
  await api.openExample()
  expect((await api.list()).map(({ name }) => name)).not.toContain('mine')
})
