const CELL = 24
/** Of maps with many columns, so that the picture stays of a size to look at. */
const SMALL_CELL = 14
const MANY_COLUMNS = 80
const MARGIN = 12
const LINE = 20
const SCALE = { width: 120, height: 10 }
/** For the numbers at both ends of the scale. */
const SCALE_TEXT = { before: 16, after: 48 }

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
}): PictureLayout {
  const { columns, rows, caption } = parts
  const cell = columns > MANY_COLUMNS ? SMALL_CELL : CELL
  const left = MARGIN + parts.rowLabels + 8
  const top = MARGIN + parts.columnLabels + 8
  const foot = top + rows * cell + MARGIN
  const captionTop = foot + SCALE.height + MARGIN
  const scaleWidth = SCALE_TEXT.before + SCALE.width + SCALE_TEXT.after
  return {
    width: Math.max(left + columns * cell, MARGIN + caption.width, MARGIN + scaleWidth) + MARGIN,
    height: captionTop + caption.lines * LINE + MARGIN / 2,
    margin: MARGIN,
    cell,
    left,
    top,
    scale: { x: MARGIN + SCALE_TEXT.before, y: foot, ...SCALE },
    captionAt: (line) => captionTop + (line + 0.5) * LINE,
  }
}
