import { describe, expect, it } from 'vitest'
import { MAP_SCALES, colourTable, differenceTable, tableColour } from './colours.ts'

function lumas(table: Uint8ClampedArray): number[] {
  return Array.from({ length: 256 }, (_, i) => {
    const [r = 0, g = 0, b = 0] = table.slice(i * 4, i * 4 + 3)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
}

describe('colour scales', () => {
  it('are monotonic in lightness, so that more weight never looks like less', () => {
    for (const scale of MAP_SCALES) {
      for (const theme of ['light', 'dark'] as const) {
        const luma = lumas(colourTable(scale, theme))
        const direction = Math.sign((luma[255] ?? 0) - (luma[0] ?? 0))
        for (let i = 1; i < 256; i += 1) {
          expect(direction * ((luma[i] ?? 0) - (luma[i - 1] ?? 0)), `${scale} ${theme} ${i}`).toBeGreaterThan(-2)
        }
        expect(Math.abs((luma[255] ?? 0) - (luma[0] ?? 0))).toBeGreaterThan(120)
      }
    }
  })

  it('of differences leave the page where there is none, equally far to both sides', () => {
    for (const theme of ['light', 'dark'] as const) {
      const table = differenceTable(theme)
      const luma = lumas(table)
      const [less = 0, none = 0, more = 0] = [luma[0], luma[128], luma[255]]
      expect(Math.abs(less - none), theme).toBeGreaterThan(100)
      expect(Math.abs(Math.abs(less - none) - Math.abs(more - none)), theme).toBeLessThan(40)
      expect(tableColour(table, 0)).toMatch(/^#[0-9a-f]{6}$/)
    }
  })
})
