import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { writeAll } from './write-all.ts'

afterEach(() => vi.restoreAllMocks())

it('writes all, at its place, where the system takes a few bytes at a time', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-write-')), 'file')
  fs.writeFileSync(file, '....................')
  const handle = fs.openSync(file, 'r+')
  const whole = fs.writeSync.bind(fs) as (...all: unknown[]) => number
  vi.spyOn(fs, 'writeSync').mockImplementation(((
    to: number,
    bytes: Uint8Array,
    at: number,
    _: unknown,
    place?: number,
  ) => whole(to, bytes, at, Math.min(3, bytes.length - at), place)) as typeof fs.writeSync)
  writeAll(handle, Buffer.from('abcdefgh'), 10)
  writeAll(handle, Buffer.from('12345'))
  fs.closeSync(handle)
  expect(fs.readFileSync(file, 'utf8')).toBe('12345.....abcdefgh..')
})
