import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readOrdinaryFile } from './ordinary-file.ts'

it('D10: reads a file whole up to a bound, whatever size the system tells', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-files-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'a')
  const content = Buffer.alloc(100_000, 'abc')
  fs.writeFileSync(file, content)
  expect(content.equals(readOrdinaryFile(file, { most: 100_000 }))).toBe(true)
  expect(() => readOrdinaryFile(file, { most: 99_999 })).toThrow(`${file} has more than 97 kB`)
  fs.writeFileSync(file, '')
  expect(readOrdinaryFile(file, { most: 0 })).toHaveLength(0)
  if (process.platform !== 'linux') return
  expect(fs.statSync('/proc/self/maps').size).toBe(0)
  expect(readOrdinaryFile('/proc/self/maps', { most: 10 ** 7 }).length).toBeGreaterThan(0)
  expect(() => readOrdinaryFile('/proc/self/maps', { most: 10 })).toThrow('has more than')
})
