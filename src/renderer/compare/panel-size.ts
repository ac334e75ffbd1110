/** Of a board. */
export const COLUMNS = 12
export const HEIGHT_STEP = 40

export interface PanelSize {
  /** In columns. */
  readonly width: number
  /** In pixels. */
  readonly height: number
}

const LEAST = { width: 3, height: 120 }
const MOST = { width: COLUMNS, height: 4000 }

/** The size after a key; null where the key says nothing about it. */
export function keyedSize(key: string, { width, height }: PanelSize): PanelSize | null {
  switch (key) {
    case 'ArrowLeft':
      return within({ width: width - 1, height })
    case 'ArrowRight':
      return within({ width: width + 1, height })
    case 'ArrowUp':
      return within({ width, height: height - HEIGHT_STEP })
    case 'ArrowDown':
      return within({ width, height: height + HEIGHT_STEP })
    default:
      return null
  }
}

/** The size after the corner was dragged by so many pixels, where a column takes `column` of them. */
export function draggedSize({ width, height }: PanelSize, by: { x: number; y: number }, column: number): PanelSize {
  return within({ width: width + Math.round(by.x / Math.max(column, 1)), height: Math.round(height + by.y) })
}

function within({ width, height }: PanelSize): PanelSize {
  return {
    width: Math.min(Math.max(width, LEAST.width), MOST.width),
    height: Math.min(Math.max(height, LEAST.height), MOST.height),
  }
}
