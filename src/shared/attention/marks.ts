import type { Cell } from './cell.ts'

/** What a mark stands for; the page, the pictures and both themes have a colour for each ({@link MARK_COLOURS}). */
export type MarkColour = 'gold' | 'error' | 'window' | 'sum' | 'note'

/** What is drawn over or beside the weights, as data: in cells, so that the page, PNG and SVG draw the same. */
export type Mark =
  /** Cells, outlined or crossed out. */
  | {
      readonly kind: 'cells'
      readonly cells: readonly Cell[]
      readonly colour: MarkColour
      readonly dashed?: boolean
      readonly crossed?: boolean
    }
  /** A line through points, with (0, 0) the upper left corner of the map and a cell 1 × 1. */
  | {
      readonly kind: 'line'
      readonly points: readonly (readonly [x: number, y: number])[]
      readonly colour: MarkColour
      readonly dashed?: boolean
      readonly closed?: boolean
    }
  /** A bar a row, to the right of the map, or a bar a column, below it; `full` is the length of the margin. */
  | {
      readonly kind: 'bars'
      readonly along: 'rows' | 'columns'
      readonly values: ArrayLike<number>
      readonly full: number
      readonly colour: MarkColour
    }

export type BarsMark = Extract<Mark, { kind: 'bars' }>

export const barsAlong = (marks: readonly Mark[], along: BarsMark['along']): BarsMark[] =>
  marks.filter((mark): mark is BarsMark => mark.kind === 'bars' && mark.along === along)

/** Colours of marks, as the page's custom properties have them; a picture cannot read those. */
export const MARK_COLOURS = {
  light: {
    gold: '#d08c00',
    error: '#b3312a',
    window: '#b9578f',
    sum: '#a9abb0',
    note: '#6d7077',
    ink: '#54575d',
    faint: '#6d7077',
    strong: '#1b1d20',
    paper: '#ffffff',
    line: '#e3e3de',
  },
  dark: {
    gold: '#e9a62b',
    error: '#f28b80',
    window: '#dd92bf',
    sum: '#5e6268',
    note: '#8f9399',
    ink: '#b0b3b8',
    faint: '#8f9399',
    strong: '#ececea',
    paper: '#191b1e',
    line: '#2a2d31',
  },
} as const
