const CELL = 24
/** Of maps with many columns, so that the picture stays of a size to look at. */
const SMALL_CELL = 14
const MANY_COLUMNS = 80
const MARGIN = 12
const LINE = 20
const SCALE = { width: 120, height: 10 }
/** For the numbers at both ends of the scale. */
const SCALE_TEXT = { before: 40, after: 140 }
/** For the name of an axis. */
const AXIS = 16
/** For a margin of bars. */
const BARS = 40

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PictureLayout {
  readonly width: number
  readonly height: number
  readonly margin: number
  readonly cell: number
  /** The upper left corner of the weights. */
  readonly left: number
  readonly top: number
  /** The lower right corner of the weights. */
  readonly right: number
  readonly bottom: number
  /** For a margin of bars, beyond both. */
  readonly barSpace: number
  readonly scale: Box
  /** The middle of a line of the caption, from above. */
  captionAt(line: number): number
}

/** Where everything of an exported map goes: as wide as the widest of map, caption and scale, so that nothing is cut. */
export function pictureLayout(parts: {
  columns: number
  rows: number
  /** Widths in pixels of the longest labels and of the longest line of the caption. */
  rowLabels: number
  columnLabels: number
  caption: { width: number; lines: number }
  /** How many margins of bars there are to the right and below. */
  bars?: { readonly rows: number; readonly columns: number }
}): PictureLayout {
  const { columns, rows, caption } = parts
  const { bars = { rows: 0, columns: 0 } } = parts
  const cell = columns > MANY_COLUMNS ? SMALL_CELL : CELL
  const left = MARGIN + AXIS + parts.rowLabels + 8
  const top = MARGIN + AXIS + parts.columnLabels + 8
  const [right, bottom] = [left + columns * cell, top + rows * cell]
  const foot = bottom + bars.columns * BARS + MARGIN
  const captionTop = foot + SCALE.height + MARGIN
  const scaleWidth = SCALE_TEXT.before + SCALE.width + SCALE_TEXT.after
  return {
    width: Math.max(right + bars.rows * BARS, MARGIN + caption.width, MARGIN + scaleWidth) + MARGIN,
    height: captionTop + caption.lines * LINE + MARGIN / 2,
    margin: MARGIN,
    cell,
    left,
    top,
    right,
    bottom,
    barSpace: BARS,
    scale: { x: MARGIN + SCALE_TEXT.before, y: foot, ...SCALE },
    captionAt: (line) => captionTop + (line + 0.5) * LINE,
  }
}
