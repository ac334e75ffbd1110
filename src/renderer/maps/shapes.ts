import { cutLabel } from '../../shared/attention/tokens.ts'
import type { FaceLayout, FaceParts } from './face-layout.ts'
import { BAR } from './face-layout.ts'
import { CHARACTER, LABEL_FONT } from './labels.ts'
import type { MARK_COLOURS } from '../../shared/attention/marks.ts'
import { type Mark, type MarkColour, barsAlong } from '../../shared/attention/marks.ts'

export type Ink = keyof (typeof MARK_COLOURS)['light']
export type Inks = Readonly<Record<Ink, string>>

type Point = readonly [x: number, y: number]

type TextShape = Extract<Shape, { kind: 'text' }>

/** What a picture of a map is made of, in pixels; a canvas and an SVG draw the same. */
export type Shape =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly x: number
      readonly y: number
      readonly anchor: 'start' | 'middle' | 'end'
      /** Read from below. */
      readonly turned?: boolean
      readonly ink: Ink
    }
  | {
      readonly kind: 'lines'
      readonly lines: readonly (readonly Point[])[]
      readonly closed?: boolean
      readonly dash?: readonly number[]
      /** Half as strong. */
      readonly faint?: boolean
      readonly width: number
      readonly ink: Ink
    }
  | {
      readonly kind: 'boxes'
      readonly boxes: readonly (readonly [x: number, y: number, width: number, height: number])[]
      readonly ink: Ink
    }

/** The labels and bars around the cells of a map; (0, 0) is the upper left corner of everything. */
export function shapesAround({ source, target }: FaceParts, marks: readonly Mark[], layout: FaceLayout): Shape[] {
  return [
    ...columnLabels(source, layout),
    ...rowLabels(target, layout),
    ...barsAlong(marks, 'rows').map((mark, i) => rowBars(mark.values, mark.full, mark.colour, layout, i)),
    ...barsAlong(marks, 'columns').map((mark, i) => columnBars(mark.values, mark.full, mark.colour, layout, i)),
  ]
}

/** What lies over the cells; (0, 0) is the upper left corner of what is seen of them, and what is outside is to be cut. */
export function shapesOver(marks: readonly Mark[], { cell, x, y, width, height }: FaceLayout): Shape[] {
  const seen = (s: number, t: number) =>
    (s + 1) * cell >= x && s * cell <= x + width && (t + 1) * cell >= y && t * cell <= y + height
  return marks.flatMap((mark): Shape[] => {
    if (mark.kind === 'bars') return []
    if (mark.kind === 'line') {
      const lines = [mark.points.map(([s, t]): Point => [s * cell - x, t * cell - y])]
      const line = { kind: 'lines', lines, closed: mark.closed === true } as const
      // A halo keeps it in sight on cells of any colour.
      return [
        { ...line, ink: 'paper', width: 3.5 },
        { ...line, ink: mark.colour, width: mark.dashed ? 2 : 1.5, ...(mark.dashed && { dash: [5, 3] }) },
      ]
    }
    const inset = Math.min(1, cell / 6)
    const lines = mark.cells
      .filter(({ s, t }) => seen(s, t))
      .map(({ s, t }): Point[] => {
        const [left, top] = [s * cell - x + inset, t * cell - y + inset]
        const [right, bottom] = [left + cell - 2 * inset, top + cell - 2 * inset]
        return mark.crossed
          ? [[left, bottom], [right, top]] // prettier-ignore
          : [[left, top], [right, top], [right, bottom], [left, bottom]] // prettier-ignore
      })
    // Dashes of small cells would be a thicket.
    const dash = mark.dashed ? (cell < 12 ? { faint: true } : { dash: [2, 2] }) : {}
    return [{ kind: 'lines', lines, closed: !mark.crossed, ink: mark.colour, width: cell < 12 ? 1 : 1.5, ...dash }]
  })
}

function rowLabels(tokens: readonly string[], { cell, left, top, height, y, stride }: FaceLayout): Shape[] {
  if (left === 0) return []
  const longest = Math.floor((left - 8) / CHARACTER)
  return labelled(tokens, stride, (t) => (t + 0.5) * cell - y, height).map(([t, at]) => ({
    kind: 'text',
    text: cutLabel(tokens[t] ?? '', longest),
    x: left - 6,
    y: top + at,
    anchor: 'end',
    ink: inkOf(tokens[t]),
  }))
}

function columnLabels(tokens: readonly string[], { cell, left, top, width, x, stride, upright }: FaceLayout): Shape[] {
  if (top === 0) return []
  const longest = upright ? Math.floor((top - 8) / CHARACTER) : Infinity
  return labelled(tokens, stride, (s) => (s + 0.5) * cell - x, width).map(([s, at]) => ({
    kind: 'text',
    text: cutLabel(tokens[s] ?? '', longest),
    x: left + at,
    y: upright ? top - 6 : top - 10,
    anchor: upright ? 'start' : 'middle',
    turned: upright,
    ink: inkOf(tokens[s]),
  }))
}

/** Every n-th token whose middle is in sight, and where that is. */
function labelled(
  tokens: readonly string[],
  stride: number,
  place: (index: number) => number,
  seen: number,
): (readonly [index: number, at: number])[] {
  return tokens.flatMap((_, index) => {
    const at = place(index)
    return index % stride === 0 && at >= 0 && at <= seen ? [[index, at] as const] : []
  })
}

const inkOf = (token = ''): Ink => (token.startsWith('<') ? 'faint' : 'ink')

function rowBars(
  values: ArrayLike<number>,
  full: number,
  ink: MarkColour,
  { cell, left, top, width, height, y }: FaceLayout,
  margin: number,
): Shape {
  const start = left + width + margin * BAR + 3
  const boxes = bars(values, full, cell, y, height)
  return { kind: 'boxes', boxes: boxes.map(({ at, size, length }) => [start, top + at, length, size]), ink }
}

function columnBars(
  values: ArrayLike<number>,
  full: number,
  ink: MarkColour,
  { cell, left, top, width, height, x }: FaceLayout,
  margin: number,
): Shape {
  const start = top + height + margin * BAR + 3
  const boxes = bars(values, full, cell, x, width)
  return { kind: 'boxes', boxes: boxes.map(({ at, size, length }) => [left + at, start, size, length]), ink }
}

/** Each at least a hair long, so that 0 is seen to be one; cut where only a part of the map is seen. */
function bars(values: ArrayLike<number>, full: number, cell: number, from: number, seen: number) {
  const gap = cell > 5 ? 1 : 0
  return Array.from(values, (value, index) => {
    const [start, end] = [Math.max(index * cell - from + gap, 0), Math.min((index + 1) * cell - from - gap, seen)]
    const length = Math.max((Math.min(Math.abs(value) / full, 1) || 0) * (BAR - 3), 0.5)
    return { at: start, size: end - start, length }
  }).filter(({ size }) => size > 0)
}

export function drawShapes(context: CanvasRenderingContext2D, shapes: readonly Shape[], colours: Inks): void {
  context.font = LABEL_FONT
  context.textBaseline = 'middle'
  for (const shape of shapes) {
    if (shape.kind === 'lines') {
      context.strokeStyle = colours[shape.ink]
      context.lineWidth = shape.width
      context.setLineDash([...(shape.dash ?? [])])
      context.globalAlpha = shape.faint ? 0.5 : 1
      context.beginPath()
      for (const line of shape.lines) {
        line.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
        if (shape.closed) context.closePath()
      }
      context.stroke()
      context.globalAlpha = 1
      continue
    }
    context.fillStyle = colours[shape.ink]
    if (shape.kind === 'boxes') for (const box of shape.boxes) context.fillRect(...box)
    else drawText(context, shape)
  }
  context.setLineDash([])
}

function drawText(context: CanvasRenderingContext2D, { text, x, y, anchor, turned }: TextShape): void {
  context.textAlign = anchor === 'middle' ? 'center' : anchor === 'end' ? 'right' : 'left'
  if (!turned) {
    context.fillText(text, x, y)
    return
  }
  context.save()
  context.translate(x, y)
  context.rotate(-Math.PI / 2)
  context.fillText(text, 0, 0)
  context.restore()
}
