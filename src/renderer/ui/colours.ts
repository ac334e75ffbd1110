import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic'

/** How many distinct run colours there are (`--run-0` …, in the order of Okabe and Ito); further runs repeat them dashed. */
export const RUN_COLOUR_COUNT = 7

export interface RunColour {
  /** As CSS has it: `var(--run-3)`, which follows the theme, or a colour that the user gave, such as `#1f6f8b`. */
  readonly css: string
  /** Dash pattern of the run's curves; empty for a solid line. */
  readonly dash: readonly number[]
}

const SOLID: readonly number[] = []
const DASHES: readonly (readonly number[])[] = [SOLID, [5, 3], [2, 2], [8, 3, 2, 3]]

/** How many runs can be told apart by colour and dashes. */
export const RUN_COLOURS = RUN_COLOUR_COUNT * DASHES.length

/** The colour of the n-th run: hues first, then the same hues with other dashes. */
export function runColour(place: number): RunColour {
  return {
    css: `var(--run-${place % RUN_COLOUR_COUNT})`,
    dash: DASHES[Math.floor(place / RUN_COLOUR_COUNT) % DASHES.length] ?? SOLID,
  }
}

/** The colour that a user gave, `#rrggbb`. */
export function givenColour(css: string): RunColour {
  return { css, dash: SOLID }
}

/** What a canvas paints a run's colour with: `#rrggbb`. `css` reads a custom property of the page. */
export function paintOf({ css: colour }: RunColour, css: (name: string) => string): string {
  const [, name] = /^var\((--[\w-]+)\)$/.exec(colour) ?? []
  return name === undefined ? colour : css(name)
}

export const MAP_SCALES = ['ink', 'viridis', 'magma', 'cividis'] as const
export type MapScale = (typeof MAP_SCALES)[number]
export type Theme = 'light' | 'dark'

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
