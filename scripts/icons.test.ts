import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LINUX_SIZES, MAC_SIZES, RESOURCES, WINDOWS_SIZES, drawIcons } from './icons.ts'

const stored = (path: string): Buffer => readFileSync(join(RESOURCES, path))
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Width and height in the header of a PNG. */
function sizeOfPng(png: Buffer): [number, number] {
  expect(png.subarray(0, 8)).toEqual(PNG)
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

describe('the icons', () => {
  it('are what scripts/icons.ts draws', async () => {
    for (const [path, content] of await drawIcons()) expect(Buffer.compare(stored(path), content), path).toBe(0)
  })

  it('Linux: one file a size, named after it', () => {
    for (const side of LINUX_SIZES) expect(sizeOfPng(stored(`icons/${side}x${side}.png`))).toEqual([side, side])
  })

  it('Windows: one file of every size', () => {
    const ico = stored('icon.ico')
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1])
    const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico.subarray(6 + 16 * index))
    // A byte has no 256; the format writes 0 for it.
    expect(entries.map((entry) => (entry[0] ?? 0) || 256)).toEqual(WINDOWS_SIZES)
    const last = entries.at(-1)!
    expect(last.readUInt32LE(12) + last.readUInt32LE(8)).toBe(ico.length)
    expect(sizeOfPng(ico.subarray(last.readUInt32LE(12)))).toEqual([256, 256])
  })

  it('macOS: one file of every size, for dense screens too', () => {
    const icns = stored('icon.icns')
    expect(icns.toString('latin1', 0, 4)).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    const found: [string, number][] = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const type = icns.toString('latin1', at, at + 4)
      const content = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))
      // The two smallest are no PNG but packed rows of pixels.
      const side =
        content.toString('latin1', 0, 4) === 'ARGB'
          ? MAC_SIZES.find(([name]) => name === type)![1]
          : sizeOfPng(content)[0]
      found.push([type, side])
    }
    expect(found).toEqual(MAC_SIZES)
  })
})
