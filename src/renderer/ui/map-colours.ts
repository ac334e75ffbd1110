import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic'
import type { Theme } from './theme.ts'

export const MAP_SCALES = ['ink', 'viridis', 'magma', 'cividis'] as const
export type MapScale = (typeof MAP_SCALES)[number]

export const MAP_SCALE_TITLES: Record<MapScale, string> = {
  ink: 'Ink',
  viridis: 'Viridis',
  magma: 'Magma',
  cividis: 'Cividis',
}

/** Colours of 256 even steps from weight 0 to weight 1, four bytes each. */
export function colourTable(scale: MapScale, theme: Theme): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4)
  for (let i = 0; i < 256; i += 1) table.set(colourOf(scale, theme, i / 255), i * 4)
  return table
}

function colourOf(scale: MapScale, theme: Theme, weight: number): [number, number, number, number] {
  switch (scale) {
    case 'ink':
      return inkColour(theme, weight)
    case 'viridis':
      return parseColour(interpolateViridis(weight))
    case 'magma':
      return parseColour(interpolateMagma(weight))
    case 'cividis':
      return parseColour(interpolateCividis(weight))
  }
}

// Ends of the ink scale: paper to near-black on light, night to warm white on dark. The exponent makes
// equal differences of weight look about equally large, since sRGB values are not lightness.
const INK: Record<Theme, readonly [from: readonly number[], to: readonly number[]]> = {
  light: [
    [250, 250, 248],
    [16, 30, 44],
  ],
  dark: [
    [28, 30, 34],
    [250, 244, 226],
  ],
}

function inkColour(theme: Theme, weight: number): [number, number, number, number] {
  const [from, to] = INK[theme]
  const share = theme === 'light' ? weight ** 0.85 : weight ** 0.9
  const channel = (i: number) => (from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * share
  return [channel(0), channel(1), channel(2), 255]
}

/** d3's scales answer in `#rrggbb` or `rgb(r, g, b)`. */
function parseColour(text: string): [number, number, number, number] {
  const parts = text.startsWith('#')
    ? [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16))
    : (text.match(/[\d.]+/g) ?? []).map(Number)
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0, 255]
}
