import type { Column } from './column.ts'

/** What the table has beside the columns that are chosen, in pixels. */
export const TICK = 40
export const STAR = 28
export const ACTIONS = 108

/** The name takes what is left, and no less than this. */
export const leastName = (grouped: boolean): number => (grouped ? 300 : 210)

/** What a standard deviation takes beside a mean. */
const SPREAD = 54

/** The width of a column that nobody has made wider. */
export const usualWidth = ({ width, group }: Column, grouped: boolean): number =>
  grouped && group === 'Metrics' ? width + SPREAD : width

/** Of the whole table, with the name and the columns as wide as these. */
export const tableWidth = (name: number, columns: readonly number[]): number =>
  TICK + STAR + name + columns.reduce((sum, width) => sum + width, 0) + ACTIONS
