import { paintPlane } from '../../../../shared/attention/paint.ts'
import { linearScaling } from '../../../../shared/attention/scaling.ts'
import type { Plane } from '../../../../shared/attention/plane.ts'
import { type PlaneWindow, bandPath, centrePath, windowRows } from '../../../../shared/attention/window.ts'
import type { GoldLink } from '../../../../shared/attention/cell.ts'
import { labelText } from '../../../../shared/attention/tokens.ts'
import type { Theme } from '../../../../shared/attention/colours.ts'
import { PICTURE_COLOURS } from '../../../../shared/attention/svg.ts'
import { pictureLayout } from '../../../../shared/attention/picture-layout.ts'

const FONT = '13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace'
export interface MapPictureParts {
  readonly plane: Plane
  readonly window: PlaneWindow | null
  readonly gold: readonly GoldLink[]
  readonly table: Uint8ClampedArray
  /** The weight that takes the last colour. */
  readonly ceiling: number
  /** Lines below the map. */
  readonly caption: readonly string[]
  readonly theme: Theme
}

/** A map as a picture to take along: with its window, gold links, labels, scale and caption, twice as fine as the screen's pixels. */
export function drawMapPicture(parts: MapPictureParts): HTMLCanvasElement {
  const { plane, window, gold, caption, theme } = parts
  const colours = PICTURE_COLOURS[theme]
  const probe = contextOf(document.createElement('canvas'))
  probe.font = FONT
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => probe.measureText(text).width), 10)
  const layout = pictureLayout({
    columns: plane.source.length,
    rows: plane.target.length,
    rowLabels: widest(plane.target.map(labelText)),
    columnLabels: widest(plane.source.map(labelText)),
    caption: { width: widest(caption), lines: caption.length },
  })
  const { cell, left, top } = layout

  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(layout.width * 2)
  canvas.height = Math.ceil(layout.height * 2)
  const context = contextOf(canvas)
  context.scale(2, 2)
  context.fillStyle = colours.paper
  context.fillRect(0, 0, layout.width, layout.height)
  context.imageSmoothingEnabled = false
  context.drawImage(weightPixels(parts), left, top, plane.source.length * cell, plane.target.length * cell)
  context.save()
  context.translate(left, top)
  if (window) drawWindow(context, windowRows(window, plane.source.length), cell, colours)
  drawGold(context, gold, cell, colours)
  context.restore()

  context.fillStyle = colours.ink
  context.font = FONT
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  plane.target.forEach((token, t) => context.fillText(labelText(token), left - 8, top + (t + 0.5) * cell))
  context.textAlign = 'left'
  plane.source.forEach((token, s) => {
    context.save()
    context.translate(left + (s + 0.5) * cell, top - 8)
    context.rotate(-Math.PI / 2)
    context.fillText(labelText(token), 0, 0)
    context.restore()
  })
  drawScale(context, layout.scale, parts)
  caption.forEach((line, i) => context.fillText(line, layout.margin, layout.captionAt(i)))
  return canvas
}

type Colours = (typeof PICTURE_COLOURS)[Theme]

function drawWindow(
  context: CanvasRenderingContext2D,
  rows: ReturnType<typeof windowRows>,
  cell: number,
  colours: Colours,
): void {
  const [outline, centres] = [new Path2D(bandPath(rows, cell)), new Path2D(centrePath(rows, cell))]
  for (const [style, width] of [
    [`${colours.paper}bf`, 3.5],
    [colours.window, 1.5],
  ] as const) {
    context.strokeStyle = style
    context.lineWidth = width
    context.setLineDash([])
    context.stroke(outline)
    if (width < 2) context.setLineDash([5, 3])
    context.stroke(centres)
  }
}

/** As on the page: an outline a link, dotted where it is only possible. */
function drawGold(context: CanvasRenderingContext2D, gold: readonly GoldLink[], cell: number, colours: Colours): void {
  context.strokeStyle = colours.gold
  context.lineWidth = 1.6
  for (const { s, t, sure } of gold) {
    context.setLineDash(sure ? [] : [2, 2])
    context.strokeRect(s * cell + 1.5, t * cell + 1.5, cell - 3, cell - 3)
  }
  context.setLineDash([])
}

/** The colours from weight 0 to the ceiling, with both numbers. */
function drawScale(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  { table, ceiling, theme }: MapPictureParts,
): void {
  const bar = document.createElement('canvas')
  bar.width = 256
  bar.height = 1
  contextOf(bar).putImageData(new ImageData(new Uint8ClampedArray(table), 256, 1), 0, 0)
  context.textAlign = 'right'
  context.fillText('0', x - 6, y + height / 2)
  context.drawImage(bar, x, y, width, height)
  context.strokeStyle = `${PICTURE_COLOURS[theme].ink}40`
  context.lineWidth = 1
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1)
  context.textAlign = 'left'
  context.fillText(ceiling === 1 ? '1' : `≥ ${ceiling}`, x + width + 6, y + height / 2)
}

/** One pixel a weight. */
function weightPixels({ plane, table, ceiling }: MapPictureParts): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(plane.source.length, 1)
  canvas.height = Math.max(plane.target.length, 1)
  if (plane.weights.length > 0) {
    const image = new ImageData(paintPlane(plane, table, linearScaling(ceiling)), canvas.width, canvas.height)
    contextOf(canvas).putImageData(image, 0, 0)
  }
  return canvas
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser draws no canvas')
  return context
}
