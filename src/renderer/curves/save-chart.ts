import { escapeMarkup } from '../../shared/escape-markup.ts'
import { csvCell } from '../ui/csv.ts'
import type { Chart } from 'chart.js'
import type { Band, Curve } from '../../shared/contract/curves.ts'
import { paintOf } from '../ui/colours.ts'
import { frameOf } from './chart-frame.ts'
import type { ChartLine } from './lines.ts'
import { bandPath, linePath, round } from './paths.ts'

/** What a picture of a chart is made of. */
export interface ChartPicture {
  readonly chart: Chart<'line'>
  readonly lines: readonly ChartLine[]
  readonly title: string
  css(name: string): string
}

const [HEAD, ROW, MARK, MARGIN] = [26, 18, 18, 10]

/** How many lines the legend names; the others are counted. */
const MOST_NAMED = 40

interface LegendEntry {
  readonly text: string
  readonly line: ChartLine | null
}

function legendOf(lines: readonly ChartLine[]): LegendEntry[] {
  const named = lines.filter(({ faint }) => !faint)
  const rows: LegendEntry[] = named.slice(0, MOST_NAMED).map((line) => ({ text: line.label, line }))
  if (named.length > MOST_NAMED) rows.push({ text: `and ${named.length - MOST_NAMED} more`, line: null })
  return rows
}

/** The chart with its title and what its lines are, as PNG, at the resolution of the screen. */
export async function chartPng({ chart, lines, title, css }: ChartPicture): Promise<Blob> {
  const legend = legendOf(lines)
  const ratio = Math.max(2, chart.currentDevicePixelRatio)
  const [width, height] = [chart.width, HEAD + chart.height + legend.length * ROW + MARGIN]
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: width * ratio, height: height * ratio })
  const ctx = canvas.getContext('2d')
  if (!ctx) throw new Error('This browser draws no pictures')
  ctx.scale(ratio, ratio)
  ctx.fillStyle = css('--panel')
  ctx.fillRect(0, 0, width, height)
  ctx.fillStyle = css('--ink')
  ctx.font = `600 13px ${css('--font')}`
  ctx.fillText(title, MARGIN, 18)
  drawnAt(chart, ratio, () => ctx.drawImage(chart.canvas, 0, HEAD, chart.width, chart.height))
  ctx.font = `12px ${css('--font')}`
  legend.forEach(({ text, line }, i) => {
    const top = HEAD + chart.height + i * ROW
    if (line) {
      ctx.strokeStyle = paintOf(line.colour, css)
      ctx.lineWidth = 3
      ctx.setLineDash([...line.colour.dash])
      ctx.beginPath()
      ctx.moveTo(MARGIN, top + 8)
      ctx.lineTo(MARGIN + MARK, top + 8)
      ctx.stroke()
    }
    ctx.fillStyle = css('--ink-2')
    ctx.fillText(text, MARGIN + MARK + 8, top + 12)
  })
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The picture is too large for this browser')
  return blob
}

/** Draws the chart with so many pixels a unit while `use` copies it, and then as before. */
function drawnAt(chart: Chart<'line'>, ratio: number, use: () => void): void {
  const { devicePixelRatio } = chart.options
  const draw = (at: number | undefined) => {
    chart.options.devicePixelRatio = at
    chart.resize(chart.width, chart.height)
    chart.draw()
  }
  draw(ratio)
  try {
    use()
  } finally {
    draw(devicePixelRatio)
  }
}

/** The same as SVG: every line a path, every word a text. */
export function chartSvg({ chart, lines, title, css }: ChartPicture): string {
  const { x, y } = chart.scales
  const frame = frameOf(chart)
  if (!x || !y || !frame) return ''
  const legend = legendOf(lines)
  const [width, height] = [chart.width, HEAD + chart.height + legend.length * ROW + MARGIN]
  const { place, rise } = frame
  const text = (
    content: string,
    at: { left: number; top: number; anchor?: string; colour?: string; weight?: number },
  ) =>
    `<text x="${round(at.left)}" y="${round(at.top)}" fill="${at.colour ?? css('--ink-2')}" text-anchor="${at.anchor ?? 'start'}" font-weight="${at.weight ?? 400}">${escapeMarkup(content)}</text>`
  const label = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(' ') : (value ?? ''))
  const grid = y.ticks.map(({ value, label: words }) => {
    const at = round(rise(value))
    const line = `<line x1="${round(x.left)}" x2="${round(x.right)}" y1="${at}" y2="${at}" stroke="${css('--grid')}"/>`
    return (
      line + text(label(words), { left: x.left - 5, top: rise(value) + 3.5, anchor: 'end', colour: css('--ink-3') })
    )
  })
  const ticks = x.ticks.map(({ value, label: words }) =>
    text(label(words), { left: place(value), top: y.bottom + 16, anchor: 'middle', colour: css('--ink-3') }),
  )
  const drawn = lines.map((line) => {
    const colour = paintOf(line.colour, css)
    const dash = line.colour.dash.length > 0 ? ` stroke-dasharray="${line.colour.dash.join(' ')}"` : ''
    const band = line.band
      ? `<path d="${bandPath(line, frame)}" fill="${colour}" fill-opacity="0.17" stroke="none"/>`
      : ''
    const raw = line.raw
      ? `<path d="${linePath(line.raw, frame)}" stroke="${colour}" stroke-opacity="0.24" stroke-width="1"/>`
      : ''
    const width = line.faint ? 0.8 : 1.6
    return `${band}${raw}<path d="${linePath(line.points, frame)}" stroke="${colour}" stroke-width="${width}" stroke-opacity="${line.faint ? 0.4 : 1}"${dash}/>`
  })
  const names = legend.map(({ text: words, line }, i) => {
    const top = HEAD + chart.height + i * ROW
    const mark = line
      ? `<line x1="${MARGIN}" x2="${MARGIN + MARK}" y1="${top + 8}" y2="${top + 8}" stroke="${paintOf(line.colour, css)}" stroke-width="3" stroke-dasharray="${line.colour.dash.join(' ')}"/>`
      : ''
    return mark + text(words, { left: MARGIN + MARK + 8, top: top + 12 })
  })
  const edge = `<clipPath id="frame"><rect x="${round(x.left)}" y="${round(y.top)}" width="${round(x.width)}" height="${round(y.height)}"/></clipPath>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="${escapeMarkup(css('--font'))}" font-size="11">`,
    `<title>${escapeMarkup(title)}</title><defs>${edge}</defs><rect width="100%" height="100%" fill="${css('--panel')}"/>`,
    text(title, { left: MARGIN, top: 18, colour: css('--ink'), weight: 600 }),
    `<g transform="translate(0 ${HEAD})">${grid.join('')}<line x1="${round(x.left)}" x2="${round(x.right)}" y1="${round(y.bottom)}" y2="${round(y.bottom)}" stroke="${css('--line-strong')}"/>${ticks.join('')}`,
    `<g fill="none" stroke-linejoin="round" clip-path="url(#frame)">${drawn.join('')}</g></g>`,
    `${names.join('')}</svg>`,
  ].join('\n')
}

/** Every point of the curves, as logged and as smoothed: one row a run and step. */
export function curvesCsv(curves: readonly Curve[], axis: string, labelOf: (run: string) => string): string {
  const isOfSteps = axis === 'step'
  const line = (cells: readonly (string | number | undefined)[]) => cells.map(csvCell).join(',')
  const rows = curves.flatMap(({ run, metric, raw, smooth }) =>
    Array.from(raw.steps, (step, i) => {
      const place = isOfSteps ? [] : [raw.xs?.[i] ?? step]
      return line([run, labelOf(run), metric, step, ...place, raw.values[i], smooth ? smooth.values[i] : ''])
    }),
  )
  const head = ['run', 'label', 'metric', 'step', ...(isOfSteps ? [] : [axis]), 'value', 'smoothed']
  return [line(head), ...rows, ''].join('\r\n')
}

/** Every point of the bands: one row a group and place. */
export function bandsCsv(bands: readonly Band[], axis: string, labelOf: (group: string) => string): string {
  const rows = bands.flatMap(({ key, metric, xs, counts, mean, deviation, min, max }) =>
    Array.from(xs, (x, i) =>
      [labelOf(key), metric, x, counts[i], mean[i], deviation[i], min[i], max[i]].map(csvCell).join(','),
    ),
  )
  return [`group,metric,${csvCell(axis)},runs,mean,standard deviation,min,max`, ...rows, ''].join('\r\n')
}
