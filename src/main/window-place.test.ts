import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPlace, writePlace } from './window-place.ts'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }
const PLACE = { x: 100, y: 50, width: 1200, height: 800, maximized: false }
let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saccade-place-'))
  path = join(folder, 'deep', 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('comes back where it was', () => {
  writePlace(path, PLACE)
  expect(readPlace(path, [SCREEN])).toEqual(PLACE)
})

test('a window on a screen that is gone is not opened there', () => {
  writePlace(path, { ...PLACE, x: 2500 })
  expect(readPlace(path, [SCREEN])).toBeNull()
  expect(readPlace(path, [SCREEN, { ...SCREEN, x: 1920 }])).not.toBeNull()
  writePlace(path, { ...PLACE, y: -500 })
  expect(readPlace(path, [SCREEN])).toBeNull()
})

test.each(['', '{', '[]', '{"x":1}', '{"x":0,"y":0,"width":"wide","height":5,"maximized":false}'])(
  'what is no place is as if nothing was stored: %s',
  (text) => {
    path = join(folder, 'window.json')
    writeFileSync(path, text)
    expect(readPlace(path, [SCREEN])).toBeNull()
  },
)
