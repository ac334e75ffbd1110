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

/** The background of a bar or an area of that colour: its dashes become stripes, upwards, and what lies between them is pale. */
export function fillOf({ css, dash }: RunColour): string {
  if (dash.length === 0) return css
  const pale = `color-mix(in srgb, ${css} 25%, var(--panel))`
  let end = 0
  const stripes = dash.map((size, i) => {
    const start = end
    end += size
    return `${i % 2 === 0 ? css : pale} ${start}px ${end}px`
  })
  return `repeating-linear-gradient(to top, ${stripes.join(', ')})`
}

/** Okabe and Ito's, which people who are blind to some colours tell apart, with words for who cannot see them. */
export const OFFERED_COLOURS = [
  ['#0072b2', 'Blue'],
  ['#d55e00', 'Vermilion'],
  ['#009e73', 'Green'],
  ['#cc79a7', 'Purple'],
  ['#e69f00', 'Orange'],
  ['#56b4e9', 'Sky blue'],
  ['#f0e442', 'Yellow'],
] as const

/** The colour that a user gave, `#rrggbb`. */
export function givenColour(css: string): RunColour {
  return { css, dash: SOLID }
}

/** What a canvas paints a run's colour with: `#rrggbb`. `css` reads a custom property of the page. */
export function paintOf({ css: colour }: RunColour, css: (name: string) => string): string {
  const [, name] = /^var\((--[\w-]+)\)$/.exec(colour) ?? []
  return name === undefined ? colour : css(name)
}
