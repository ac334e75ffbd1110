import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readDropped } from './dropped-rows.ts'

it('reads rows whatever breaks of Unicode stand in them, and lists without the reason of the query', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-dropped-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  const first = { row: 0, source: 'a\u2028b', target: 'c', split: 'train', reasons: ['duplicate'] }
  const second = { row: 4, source: 'd', target: 'e\u2029f\u0085g', split: 'valid', reasons: [] }
  const third = { ...first, row: 5, reasons: ['where'] }
  const lines = [first, second, third].map((row) => `${JSON.stringify(row)}\n`).join('')
  fs.writeFileSync(path.join(folder, 'dropped.jsonl'), lines)
  const rows = [first, { ...second, reasons: ['where'] }, third]
  expect(await readDropped(folder, 0, 9)).toEqual({ found: 3, rows })
  expect(await readDropped(folder, 1, 1)).toEqual({ found: 3, rows: rows.slice(1, 2) })
})
