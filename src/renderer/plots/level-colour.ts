import { type Theme, colourTable, tableColour } from '../../shared/attention/colours.ts'

const tables = new Map<Theme, Uint8ClampedArray>()

/** The colour of a level from 0, the worst, to 1, the best; grey where there is none. The ends of the scale that the page swallows are left out. */
export function levelColour(level: number | null, theme: Theme): string {
  if (level === null) return 'var(--ink-faint)'
  const table = tables.get(theme) ?? colourTable('viridis', theme)
  tables.set(theme, table)
  const shown = theme === 'light' ? 0.82 * (1 - level) + 0.02 : 0.25 + 0.75 * level
  return tableColour(table, Math.round(255 * Math.min(Math.max(shown, 0), 1)))
}

/** More shades of one scale than that nobody tells apart. */
const SHADES = 24

/**
 * Those of one shade together, the best last, so that they lie on top: one path for each shade is drawn many times faster than one for
 * each of a thousand runs.
 */
export function byShade<Drawn extends { readonly level: number | null }>(
  drawn: readonly Drawn[],
  theme: Theme,
): { readonly colour: string; readonly drawn: readonly Drawn[] }[] {
  const shades = new Map<number, Drawn[]>()
  for (const one of drawn) {
    const shade = one.level === null ? -1 : Math.round(one.level * SHADES)
    const found = shades.get(shade)
    if (found) found.push(one)
    else shades.set(shade, [one])
  }
  return [...shades]
    .sort(([a], [b]) => a - b)
    .map(([shade, of]) => ({ colour: levelColour(shade < 0 ? null : shade / SHADES, theme), drawn: of }))
}
