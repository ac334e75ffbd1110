import type { Theme } from '../../../ui/colours.ts'
import type { Plane } from '../../../maps/attention-plane.ts'
import { paintPlane } from '../../../maps/attention-plane.ts'
import { type PlaneWindow, bandPath, centrePath, windowRows } from '../../../maps/attention-window.ts'
import { labelText } from '../../../maps/map-layout.ts'

const CELL = 24
const FONT = '13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace'

/** Draws a map with its window, its labels and a caption on a canvas of its own, twice as fine as the screen's pixels. */
export function drawMapPicture(
  plane: Plane,
  window: PlaneWindow | null,
  table: Uint8ClampedArray,
  ceiling: number,
  caption: string,
  theme: Theme,
): HTMLCanvasElement {
  const cell = plane.source.length > 80 ? 14 : CELL
  const probe = document.createElement('canvas').getContext('2d')
  if (!probe) throw new Error('This browser draws no canvas')
  probe.font = FONT
  const widest = (tokens: readonly string[]) =>
    Math.max(...tokens.map((token) => probe.measureText(labelText(token)).width), 10)
  const left = widest(plane.target) + 18
  const head = widest(plane.source) + 18
  const width = left + plane.source.length * cell + 12
  const height = head + plane.target.length * cell + 36

  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * 2)
  canvas.height = Math.ceil(height * 2)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser draws no canvas')
  context.scale(2, 2)
  context.fillStyle = theme === 'light' ? '#ffffff' : '#191b1e'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingEnabled = false
  context.drawImage(
    pixelCanvas(plane, table, ceiling),
    left,
    head,
    plane.source.length * cell,
    plane.target.length * cell,
  )
  if (window) {
    context.save()
    context.translate(left, head)
    drawWindow(context, windowRows(window, plane.source.length), cell, theme)
    context.restore()
  }
  context.fillStyle = theme === 'light' ? '#1b1d20' : '#ececea'
  context.font = FONT
  context.textBaseline = 'middle'
  plane.target.forEach((token, t) => {
    context.textAlign = 'right'
    context.fillText(labelText(token), left - 8, head + (t + 0.5) * cell)
  })
  plane.source.forEach((token, s) => {
    context.save()
    context.translate(left + (s + 0.5) * cell, head - 8)
    context.rotate(-Math.PI / 2)
    context.textAlign = 'left'
    context.fillText(labelText(token), 0, 0)
    context.restore()
  })
  context.textAlign = 'left'
  context.fillText(caption, 12, height - 16)
  return canvas
}

function drawWindow(
  context: CanvasRenderingContext2D,
  rows: ReturnType<typeof windowRows>,
  cell: number,
  theme: Theme,
): void {
  const [outline, centres] = [new Path2D(bandPath(rows, cell)), new Path2D(centrePath(rows, cell))]
  for (const [style, width] of [
    [theme === 'light' ? '#ffffffbf' : '#191b1ebf', 3.5],
    [theme === 'light' ? '#b9578f' : '#dd92bf', 1.5], // --run-3
  ] as const) {
    context.strokeStyle = style
    context.lineWidth = width
    context.setLineDash([])
    context.stroke(outline)
    if (width < 2) context.setLineDash([5, 3])
    context.stroke(centres)
  }
}

/** One pixel a weight. */
function pixelCanvas(plane: Plane, table: Uint8ClampedArray, ceiling: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(plane.source.length, 1)
  canvas.height = Math.max(plane.target.length, 1)
  if (plane.weights.length > 0) {
    const image = new ImageData(paintPlane(plane, table, ceiling), canvas.width, canvas.height)
    canvas.getContext('2d')?.putImageData(image, 0, 0)
  }
  return canvas
}
