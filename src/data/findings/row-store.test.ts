import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ROWS_HELD, createRowStore } from './row-store.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-rows-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

it.each([0, 5, ROWS_HELD, ROWS_HELD + 1, 3 * ROWS_HELD + 77])('gives %i rows back as they were written', (rows) => {
  const columns = {
    bytes: new Uint8Array(2 * ROWS_HELD),
    signed: new Int32Array(ROWS_HELD),
    fraction: new Float32Array(ROWS_HELD),
  }
  const file = path.join(folder, 'rows')
  const store = createRowStore(columns, file)
  for (let row = 0; row < rows; row++) {
    const at = store.next()
    store.latest.bytes.set([row & 0xff, row >>> 8], 2 * at)
    store.latest.signed[at] = -row
    store.latest.fraction[at] = row / 4
  }
  expect(store.rows).toBe(rows)
  expect(fs.existsSync(file)).toBe(rows > ROWS_HELD)
  expect(store.column('signed')).toEqual(Int32Array.from({ length: rows }, (_, row) => -row))
  expect(store.column('fraction')).toEqual(Float32Array.from({ length: rows }, (_, row) => row / 4))
  const bytes = Uint8Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? at >>> 1 : at >>> 9))
  expect(Buffer.compare(store.column('bytes'), bytes)).toBe(0)
  store.close()
  expect(fs.readdirSync(folder)).toEqual([])
})
