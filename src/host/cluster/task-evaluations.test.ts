import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { NO_EVALUATIONS, addEvaluation, beginEvaluations, curveOf, readOn } from './task-evaluations.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-evaluations-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

test('a curve is read on from where it was, past a line that was cut off, and anew where the task went back', async () => {
  const file = path.join(folder, 'evaluations.jsonl')
  expect(await readOn(file, NO_EVALUATIONS)).toBe(NO_EVALUATIONS)
  beginEvaluations(file)
  addEvaluation(file, 10, { 'valid/loss': 3 })
  addEvaluation(file, 20, { 'valid/loss': NaN })
  const first = await readOn(file, NO_EVALUATIONS)
  expect(curveOf(first, 'valid/loss')).toEqual({ steps: [10, 20], values: [3, NaN] })
  expect(await readOn(file, first)).toBe(first)

  fs.appendFileSync(file, '{"step":30,"metr')
  expect(curveOf(await readOn(file, first), 'valid/loss').steps).toEqual([10, 20])
  beginEvaluations(file)
  addEvaluation(file, 20, { 'valid/loss': 2 })
  addEvaluation(file, 30, { 'valid/loss': 1 })
  const second = await readOn(file, first)
  expect(curveOf(second, 'valid/loss')).toEqual({ steps: [10, 20, 30], values: [3, 2, 1] })
  expect(curveOf(second, 'train/loss')).toEqual({ steps: [], values: [] })

  // Somebody began it anew.
  fs.writeFileSync(file, '')
  addEvaluation(file, 5, { 'valid/loss': 4 })
  expect(curveOf(await readOn(file, second), 'valid/loss')).toEqual({ steps: [5], values: [4] })
})
