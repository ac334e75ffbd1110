import { expect, test } from 'vitest'
import { readText, readValues, sweepOfDraft, withLeftOut, withVaried } from './sweep-text.ts'

const draft = {
  name: 'scores',
  overrides: { data: { source: { kind: 'task', task: 'reverse' } } },
  presets: ['luong-dot', 'luong-2015'],
  seeds: [1, 2],
}

test('what stands on the page Train becomes a sweep of the same runs, and a setting that varies joins its grid', () => {
  const json = sweepOfDraft(draft)
  const read = readText(JSON.stringify(json))
  expect(read.ok && read.expansion.runs.map(({ label }) => label)).toEqual([
    'preset luong-dot · seed 1',
    'preset luong-2015 · seed 1',
    'preset luong-dot · seed 2',
    'preset luong-2015 · seed 2',
  ])
  const wider = readText(JSON.stringify(withVaried(json, 'training.batchSize', readValues('16, 32'))))
  expect(wider.ok && wider.expansion.runs.length).toBe(8)
  const alone = sweepOfDraft({ ...draft, presets: ['luong-dot'] })
  expect(withVaried(alone, 'model.attention.score', readValues('dot,general'))).toMatchObject({
    base: { preset: 'luong-dot' },
    axes: [{ kind: 'grid', settings: { 'model.attention.score': ['dot', 'general'] } }],
  })
})

test('what is wrong is told with its place', () => {
  expect(readText('{')).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('not JSON') as string }],
  })
  expect(readText('{"base": {}, "axs": []}')).toMatchObject({ ok: false, problems: [{ path: 'axs' }] })
})

test('a sweep that was stored while seeds could be said twice can be extended', () => {
  const text = JSON.stringify({ ...sweepOfDraft({ ...draft, presets: ['luong-dot'] }), seeds: [1, 2, 1] })
  expect(readText(text)).toMatchObject({ ok: false, problems: [{ path: 'seeds' }] })
  const read = readText(text, { wasStored: true })
  expect(read.ok && read.expansion.runs.length).toBe(2)
})

test('where combinations clash, it is told what leaving them out leaves, and where that is no remedy nothing is', () => {
  const json = withVaried(sweepOfDraft({ ...draft, presets: ['luong-dot'] }), 'model.decoder.hidden', [64, 128, 256])
  const refused = readText(JSON.stringify(json))
  const remedy = refused.ok ? null : refused.leavingOut
  expect(remedy).toEqual({ runs: 2, combinations: 2 })
  const left = readText(JSON.stringify(withLeftOut(json)))
  expect(left.ok && [left.expansion.runs.length, left.expansion.leftOut.length]).toEqual([2, 2])
  expect(readText('{"base": {}, "axs": []}')).toMatchObject({ leavingOut: null })
  const none = withVaried(sweepOfDraft({ ...draft, presets: ['luong-dot'] }), 'model.decoder.hidden', [131])
  expect(readText(JSON.stringify(none))).toMatchObject({ ok: false, leavingOut: null })
})
