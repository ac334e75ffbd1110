import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic'

export const MAP_SCALES = ['ink', 'viridis', 'magma', 'cividis'] as const
export type MapScale = (typeof MAP_SCALES)[number]
export type Theme = 'light' | 'dark'

export const MAP_SCALE_TITLES: Record<MapScale, string> = {
  ink: 'Ink',
  viridis: 'Viridis',
  magma: 'Magma',
  cividis: 'Cividis',
}

type Colour = readonly [red: number, green: number, blue: number]

/** Colours of 256 even steps from the start of a scale to its end, four bytes each. */
export function colourTable(scale: MapScale, theme: Theme): Uint8ClampedArray {
  return tableOf((level) => colourOf(scale, theme, level))
}

/** The same for differences: paper in the middle, blue for less and orange for more, which people who are blind to some colours tell apart. */
export function differenceTable(theme: Theme): Uint8ClampedArray {
  const { less, none, more } = DIFFERENCE[theme]
  return tableOf((level) => mix(none, level < 0.5 ? less : more, Math.abs(2 * level - 1) ** 0.85))
}

/** `#rrggbb` of the n-th of a table's colours. */
export function tableColour(table: Uint8ClampedArray, level: number): string {
  return `#${[0, 1, 2].map((channel) => (table[level * 4 + channel] ?? 0).toString(16).padStart(2, '0')).join('')}`
}

function tableOf(colourAt: (level: number) => Colour): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4)
  for (let i = 0; i < 256; i += 1) table.set([...colourAt(i / 255), 255], i * 4)
  return table
}

function colourOf(scale: MapScale, theme: Theme, level: number): Colour {
  switch (scale) {
    case 'ink':
      return mix(...INK[theme], level ** (theme === 'light' ? 0.85 : 0.9))
    case 'viridis':
      return parseColour(interpolateViridis(level))
    case 'magma':
      return parseColour(interpolateMagma(level))
    case 'cividis':
      return parseColour(interpolateCividis(level))
  }
}

// Ends of the ink scale: paper to near-black on light, night to warm white on dark. The exponent makes
// equal differences of weight look about equally large, since sRGB values are not lightness.
const INK: Record<Theme, readonly [from: Colour, to: Colour]> = {
  light: [
    [250, 250, 248],
    [16, 30, 44],
  ],
  dark: [
    [28, 30, 34],
    [250, 244, 226],
  ],
}

const DIFFERENCE: Record<Theme, { readonly less: Colour; readonly none: Colour; readonly more: Colour }> = {
  light: { less: [8, 69, 148], none: [250, 250, 248], more: [166, 54, 3] },
  dark: { less: [120, 190, 255], none: [28, 30, 34], more: [255, 168, 96] },
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const channel = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share
  return [channel(0), channel(1), channel(2)]
}

/** d3's scales answer in `#rrggbb` or `rgb(r, g, b)`. */
function parseColour(text: string): Colour {
  const parts = text.startsWith('#')
    ? [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16))
    : (text.match(/[\d.]+/g) ?? []).map(Number)
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0]
}
