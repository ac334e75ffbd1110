import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layOut, makeDataFolder } from './data-folder.ts'

describe('makeDataFolder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'saccade-folder-'))

  it('makes the folder and those above it, once or twice', () => {
    const folder = layOut(join(parent, 'a', 'b'))
    makeDataFolder(folder)
    makeDataFolder(folder)
    expect(existsSync(folder.root)).toBe(true)
  })

  it('says so where a file is in the way', () => {
    writeFileSync(join(parent, 'file'), '')
    expect(() => makeDataFolder(layOut(join(parent, 'file')))).toThrow(/in the way/)
    expect(() => makeDataFolder(layOut(join(parent, 'file', 'data')))).toThrow(/in the way/)
  })

  it.skipIf(process.platform !== 'linux')('B7: says so, and comes back, where the system makes no folders', () => {
    expect(() => makeDataFolder(layOut('/proc/saccade/data'))).toThrow(
      /cannot be made: the system makes no folders there/,
    )
  })
})
