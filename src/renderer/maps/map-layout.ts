import { labelText } from '../../shared/attention/tokens.ts'

/** Width of a character of the labels' font (11.5 px monospaced), in pixels. */
const CHARACTER = 7
const LABEL_GAP = 10
/** The smallest cells that still carry a label each. */
export const LABELLED_CELL = 13
export const SMALLEST_CELL = 2
export const LARGEST_CELL = 34

export interface MapLayout {
  readonly cell: number
  /** Space for the row labels, to the left. */
  readonly left: number
  /** Space for the column labels, above. */
  readonly top: number
  /** Column labels of more characters than this stand upright, because they would touch the next. */
  readonly level: number
  /** Every n-th label is drawn. */
  readonly stride: number
}

/**
 * Where everything of a map goes. Cells fill the width (and stay square); labels are thinned out when
 * cells are too small for text, and turned when tokens are wider than cells.
 * @param zoom multiplies the cell that just fits; pixels stay whole so that cells are equal
 */
export function layoutMap(
  source: readonly string[],
  target: readonly string[],
  { width, height, zoom }: { width: number; height: number; zoom: number },
): MapLayout {
  const left = labelSpace(target)
  const columns = Math.max(source.length, 1)
  const rows = Math.max(target.length, 1)
  // The head needs the cell (turned or not), the cell needs the head: assume upright, then see.
  const fit = Math.min((width - left - 2) / columns, (height - labelSpace(source) - 2) / rows)
  const readable = Math.max(fit, Math.min(LABELLED_CELL, (width - left - 2) / columns))
  const cell = clamp(Math.floor(clamp(readable, SMALLEST_CELL, LARGEST_CELL) * zoom), SMALLEST_CELL, 3 * LARGEST_CELL)
  const level = Math.floor((cell - 2) / CHARACTER)
  const upright = source.some((token) => labelLength(token) > level)
  return {
    cell,
    left,
    top: upright ? labelSpace(source) : 22,
    level,
    stride: Math.max(1, Math.ceil(LABELLED_CELL / cell)),
  }
}

/** In characters, as its label shows it. */
export function labelLength(token: string): number {
  return Array.from(labelText(token)).length
}

function labelSpace(tokens: readonly string[]): number {
  return Math.ceil(Math.max(...tokens.map(labelLength), 2) * CHARACTER) + LABEL_GAP
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
