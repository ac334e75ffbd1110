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
/** For sums of rows and columns. */
const SUMS = 48

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
  /** For bars of sums, beyond both. */
  readonly sumSpace: number
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
  /** Whether there is room for sums in the margin. */
  sums?: boolean
}): PictureLayout {
  const { columns, rows, caption } = parts
  const sumSpace = parts.sums ? SUMS : 0
  const cell = columns > MANY_COLUMNS ? SMALL_CELL : CELL
  const left = MARGIN + AXIS + parts.rowLabels + 8
  const top = MARGIN + AXIS + parts.columnLabels + 8
  const [right, bottom] = [left + columns * cell, top + rows * cell]
  const foot = bottom + sumSpace + MARGIN
  const captionTop = foot + SCALE.height + MARGIN
  const scaleWidth = SCALE_TEXT.before + SCALE.width + SCALE_TEXT.after
  return {
    width: Math.max(right + sumSpace, MARGIN + caption.width, MARGIN + scaleWidth) + MARGIN,
    height: captionTop + caption.lines * LINE + MARGIN / 2,
    margin: MARGIN,
    cell,
    left,
    top,
    right,
    bottom,
    sumSpace,
    scale: { x: MARGIN + SCALE_TEXT.before, y: foot, ...SCALE },
    captionAt: (line) => captionTop + (line + 0.5) * LINE,
  }
}
