import { escapeMarkup } from '../escape-markup.ts'
import { type Theme, tableColour } from './colours.ts'
import { type BarsMark, MARK_COLOURS, type Mark, barsAlong } from './marks.ts'
import { type PictureLayout, pictureLayout } from './picture-layout.ts'
import type { Plane } from './plane.ts'
import { type MapScaling, weightOfLevel } from './scaling.ts'
import { cellPaths } from './svg-cells.ts'
import { labelText } from './tokens.ts'

/** A map as it is to be drawn, by itself and with all that a reader needs. */
export interface MapPicture {
  readonly plane: Plane
  /** 256 colours, four bytes each. */
  readonly table: Uint8ClampedArray
  readonly scaling: MapScaling
  readonly theme: Theme
  /** Lines below the map. */
  readonly caption: readonly string[]
  /** What the overlays draw over and beside the weights. */
  readonly marks?: readonly Mark[]
}

/** Of the monospaced font of the labels, 13 pixels high. */
const CHARACTER = 7.83
const FONT = 'ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace'

/** A map as a file of its own, in vectors: weights, labels, axes, what the overlays draw, scale and caption. */
export function mapSvg(picture: MapPicture): string {
  const { plane, caption, theme, marks = [] } = picture
  const { paper, strong: ink } = MARK_COLOURS[theme]
  const layout = pictureLayout({
    columns: plane.source.length,
    rows: plane.target.length,
    rowLabels: widest(plane.target.map(labelText)),
    columnLabels: widest(plane.source.map(labelText)),
    caption: { width: widest(caption), lines: caption.length },
    bars: { rows: barsAlong(marks, 'rows').length, columns: barsAlong(marks, 'columns').length },
  })
  const { width, height, cell, left, top, right, bottom } = layout
  const parts = [
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    `<g transform="translate(${left} ${top})">`,
    `<g transform="scale(${cell})" shape-rendering="crispEdges">${cellPaths(picture)}</g>`,
    `<rect width="${right - left}" height="${bottom - top}" fill="none" stroke="${ink}" stroke-opacity="0.25"/>`,
    ...marks.flatMap((mark) => markParts(mark, theme, cell)),
    '</g>',
    ...labelParts(plane, layout),
    ...barsAlong(marks, 'rows').flatMap((mark, i) => rowBars(mark, theme, layout, i)),
    ...barsAlong(marks, 'columns').flatMap((mark, i) => columnBars(mark, theme, layout, i)),
    ...scaleParts(picture, layout),
    ...caption.map((line, i) => text(line, layout.margin, layout.captionAt(i))),
  ]
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const style = `font-family="${FONT}" font-size="13" fill="${ink}" dominant-baseline="central"`
  const title = `<title>${escaped(caption[0] ?? 'Attention')}</title>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style} role="img">\n${title}\n${parts.join('\n')}\n</svg>\n`
}

/** What lies over the weights, as on the page. */
function markParts(mark: Mark, theme: Theme, cell: number): string[] {
  if (mark.kind === 'bars') return []
  const colour = MARK_COLOURS[theme][mark.colour]
  const line = `fill="none" stroke="${colour}" stroke-width="1.6"`
  if (mark.kind === 'line') {
    if (mark.points.length === 0) return []
    const places = mark.points.map(([x, y]) => `${x * cell} ${y * cell}`)
    const d = `M${places.join('L')}${mark.closed ? 'Z' : ''}`
    // A halo keeps it in sight on cells of any colour.
    const halo = `fill="none" stroke="${MARK_COLOURS[theme].paper}" stroke-opacity="0.75" stroke-width="3.5"`
    return [`<path d="${d}" ${halo}/>`, `<path d="${d}" ${line}${mark.dashed ? ' stroke-dasharray="5 3"' : ''}/>`]
  }
  return mark.cells.map(({ s, t }) => {
    const [x, y, side] = [s * cell + 1.5, t * cell + 1.5, cell - 3]
    if (mark.crossed) return `<path d="M${x} ${y + side}L${x + side} ${y}" ${line}/>`
    return `<rect x="${x}" y="${y}" width="${side}" height="${side}" ${line}${mark.dashed ? ' stroke-dasharray="2 2"' : ''}/>`
  })
}

function labelParts(plane: Plane, { left, top, right, bottom, cell, margin }: PictureLayout): string[] {
  const rows = plane.target.map((token, t) => text(labelText(token), left - 8, top + (t + 0.5) * cell, 'end'))
  const columns = plane.source.map((token, s) => turned(labelText(token), left + (s + 0.5) * cell, top - 8, 'start'))
  const quiet = 'fill-opacity="0.65"'
  return [
    ...rows,
    ...columns,
    text('source', (left + right) / 2, margin, 'middle', quiet),
    turned('target', margin, (top + bottom) / 2, 'middle', quiet),
  ]
}

/** The n-th margin to the right. */
function rowBars(mark: BarsMark, theme: Theme, { right, top, cell, barSpace }: PictureLayout, place: number): string[] {
  const x = right + 4 + place * barSpace
  return barParts(mark, theme, barSpace - 8, (t, length) => {
    return `x="${x}" y="${top + t * cell + 2}" width="${length}" height="${cell - 4}"`
  })
}

/** And below. */
function columnBars(
  mark: BarsMark,
  theme: Theme,
  { left, bottom, cell, barSpace }: PictureLayout,
  place: number,
): string[] {
  const y = bottom + 4 + place * barSpace
  return barParts(mark, theme, barSpace - 8, (s, length) => {
    return `x="${left + s * cell + 2}" y="${y}" width="${cell - 4}" height="${length}"`
  })
}

/** With the numbers for whoever points at them. */
function barParts(
  { values, full, colour }: BarsMark,
  theme: Theme,
  longest: number,
  box: (place: number, length: number) => string,
): string[] {
  return Array.from(values, (value, place) => {
    const length = Number((Math.min(Math.abs(value) / full, 1) * longest).toFixed(2)) || 0
    const title = Number.isNaN(value) ? '' : `<title>${value.toFixed(3)}</title>`
    return `<rect ${box(place, length)} fill="${MARK_COLOURS[theme][colour]}">${title}</rect>`
  })
}

/** The colours from the start of the scale to its end, with the weights of both and of the middle. */
function scaleParts({ table, scaling, theme }: MapPicture, { scale }: PictureLayout): string[] {
  const { x, y, width, height } = scale
  const step = width / 64
  const bars = Array.from({ length: 64 }, (_, i) => {
    const colour = tableColour(table, Math.round((i / 63) * 255))
    return `<rect x="${x + i * step}" y="${y}" width="${step + 0.5}" height="${height}" fill="${colour}"/>`
  })
  const number = (level: number) => String(Number(weightOfLevel(scaling, level).toPrecision(2)))
  const frame = `fill="none" stroke="${MARK_COLOURS[theme].strong}" stroke-opacity="0.25"`
  return [
    ...bars,
    `<rect x="${x - 0.5}" y="${y - 0.5}" width="${width + 1}" height="${height + 1}" ${frame}/>`,
    text(number(0), x - 6, y + height / 2, 'end'),
    text(`${number(1)}${scaling.kind === 'linear' ? '' : `, ${scaling.kind}`}`, x + width + 6, y + height / 2),
  ]
}

function text(content: string, x: number, y: number, anchor = 'start', more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" xml:space="preserve" ${more}>${escaped(content)}</text>`
}

/** Upright, read from below. */
function turned(content: string, x: number, y: number, anchor: string, more = ''): string {
  return text(content, x, y, anchor, `transform="rotate(-90 ${x} ${y})" ${more}`)
}

/** The width that the longest of the texts takes, in pixels; letters of East Asia and pictures are two characters wide. */
function widest(texts: readonly string[]): number {
  const wide =
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
  const width = (line: string) =>
    Array.from(line, (character) => (wide.test(character) ? 2 : 1)).reduce<number>((a, b) => a + b, 0)
  return Math.ceil(Math.max(...texts.map(width), 1) * CHARACTER)
}

/** A text as XML has it; what XML cannot hold becomes the replacement character. */
function escaped(content: string): string {
  return escapeMarkup(content.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD'))
}
