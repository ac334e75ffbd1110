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
