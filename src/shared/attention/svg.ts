import type { GoldLink } from './cell.ts'
import { type Theme, tableColour } from './colours.ts'
import type { HardAlignment } from './gold.ts'
import { type PictureLayout, pictureLayout } from './picture-layout.ts'
import { type Plane, columnSums, rowSums } from './plane.ts'
import { type MapScaling, weightOfLevel } from './scaling.ts'
import { cellPaths } from './svg-cells.ts'
import { labelText } from './tokens.ts'
import { type PlaneWindow, bandPath, centrePath, windowRows } from './window.ts'

/** The custom properties of the page, which a picture cannot have: `--panel`, `--ink`, `--run-3`, `--run-4`. */
export const PICTURE_COLOURS = {
  light: { paper: '#ffffff', ink: '#1b1d20', window: '#b9578f', gold: '#d08c00', wrong: '#c02424' },
  dark: { paper: '#191b1e', ink: '#ececea', window: '#dd92bf', gold: '#e9a62b', wrong: '#ff7b72' },
} as const satisfies Record<Theme, Record<string, string>>

/** A map as it is to be drawn, by itself and with all that a reader needs. */
export interface MapPicture {
  readonly plane: Plane
  /** 256 colours, four bytes each. */
  readonly table: Uint8ClampedArray
  readonly scaling: MapScaling
  readonly theme: Theme
  /** Lines below the map. */
  readonly caption: readonly string[]
  readonly window?: PlaneWindow | null
  readonly gold?: readonly GoldLink[]
  /** Marks the links of the hard alignment that are wrong, and the sure links that it misses. */
  readonly hard?: HardAlignment | null
  /** Sums of rows and columns in the margin. */
  readonly sums?: boolean
}

/** Of the monospaced font of the labels, 13 pixels high. */
const CHARACTER = 7.83
const FONT = 'ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace'

/** A map as a file of its own, in vectors: weights, labels, axes, window, gold links, scale and caption. */
export function mapSvg(picture: MapPicture): string {
  const { plane, caption, theme, sums = false } = picture
  const { paper, ink } = PICTURE_COLOURS[theme]
  const layout = pictureLayout({
    columns: plane.source.length,
    rows: plane.target.length,
    rowLabels: widest(plane.target.map(labelText)),
    columnLabels: widest(plane.source.map(labelText)),
    caption: { width: widest(caption), lines: caption.length },
    sums,
  })
  const { width, height, cell, left, top, right, bottom } = layout
  const parts = [
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    `<g transform="translate(${left} ${top})">`,
    `<g transform="scale(${cell})" shape-rendering="crispEdges">${cellPaths(picture)}</g>`,
    `<rect width="${right - left}" height="${bottom - top}" fill="none" stroke="${ink}" stroke-opacity="0.25"/>`,
    ...windowParts(picture, cell),
    ...linkParts(picture, cell),
    '</g>',
    ...labelParts(plane, layout),
    ...(sums ? sumParts(picture, layout) : []),
    ...scaleParts(picture, layout),
    ...caption.map((line, i) => text(line, layout.margin, layout.captionAt(i))),
  ]
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const style = `font-family="${FONT}" font-size="13" fill="${ink}" dominant-baseline="central"`
  const title = `<title>${escaped(caption[0] ?? 'Attention')}</title>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style} role="img">\n${title}\n${parts.join('\n')}\n</svg>\n`
}

function windowParts({ window, plane, theme }: MapPicture, cell: number): string[] {
  if (!window) return []
  const rows = windowRows(window, plane.source.length)
  const [outline, centres] = [bandPath(rows, cell), centrePath(rows, cell)]
  const { paper, window: colour } = PICTURE_COLOURS[theme]
  const halo = `fill="none" stroke="${paper}" stroke-opacity="0.75" stroke-width="3.5"`
  const line = `fill="none" stroke="${colour}" stroke-width="1.5"`
  return [
    ...[outline, centres].map((d) => `<path d="${d}" ${halo}/>`),
    `<path d="${outline}" ${line}/>`,
    `<path d="${centres}" ${line} stroke-dasharray="5 3"/>`,
  ]
}

/** As on the page: an outline a gold link, dotted where it is only possible; a cross where the hard alignment is wrong, a dot where it misses. */
function linkParts({ gold = [], hard, theme }: MapPicture, cell: number): string[] {
  const { gold: colour, wrong } = PICTURE_COLOURS[theme]
  const outlines = gold.map(({ s, t, sure }) => {
    const box = `x="${s * cell + 1.5}" y="${t * cell + 1.5}" width="${cell - 3}" height="${cell - 3}"`
    return `<rect ${box} fill="none" stroke="${colour}" stroke-width="1.6"${sure ? '' : ' stroke-dasharray="2 2"'}/>`
  })
  const crosses = (hard?.links ?? []).flatMap(({ s, t, gold: judged }) => {
    if (judged !== 'wrong') return []
    const [x, y, arm] = [(s + 0.5) * cell, (t + 0.5) * cell, cell * 0.22]
    const d = `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x - arm} ${y + arm}L${x + arm} ${y - arm}`
    return [`<path d="${d}" stroke="${wrong}" stroke-width="1.8"/>`]
  })
  const dots = (hard?.missed ?? []).map(
    ({ s, t }) => `<circle cx="${(s + 0.5) * cell}" cy="${(t + 0.5) * cell}" r="${cell * 0.12}" fill="${wrong}"/>`,
  )
  return [...outlines, ...crosses, ...dots]
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

/** Bars of as many pixels as a sum of 1 has, which a whole cell's worth of them is; longer ones are cut at their space. */
function sumParts({ plane, theme }: MapPicture, layout: PictureLayout): string[] {
  const { left, top, right, bottom, cell, sumSpace } = layout
  const fill = `fill="${PICTURE_COLOURS[theme].ink}" fill-opacity="0.45"`
  const [rows, columns] = [rowSums(plane), columnSums(plane)]
  const most = Math.max(1, ...rows, ...columns)
  const length = (sum: number) => Number(((Math.max(sum, 0) / most) * (sumSpace - 8)).toFixed(2)) || 0
  const rowBars = Array.from(
    rows,
    (sum, t) =>
      `<rect x="${right + 4}" y="${top + t * cell + 2}" width="${length(sum)}" height="${cell - 4}" ${fill}><title>${sum.toFixed(3)}</title></rect>`,
  )
  const columnBars = Array.from(
    columns,
    (sum, s) =>
      `<rect x="${left + s * cell + 2}" y="${bottom + 4}" width="${cell - 4}" height="${length(sum)}" ${fill}><title>${sum.toFixed(3)}</title></rect>`,
  )
  return [...rowBars, ...columnBars]
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
  const frame = `fill="none" stroke="${PICTURE_COLOURS[theme].ink}" stroke-opacity="0.25"`
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

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as XML has it; what XML cannot hold becomes the replacement character. */
function escaped(content: string): string {
  return content
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
