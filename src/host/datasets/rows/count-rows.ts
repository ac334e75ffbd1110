import type { RowHeatmap, RowHistogram, RowTally } from '../../../shared/datasets/rows.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import type { OpenDataset } from './open-dataset.ts'

/** How many of these rows each split and each finding has. */
export function tallyRows({ folder, findings }: OpenDataset, rows: ArrayLike<number>): RowTally {
  const flags = folder.column('flags')
  const split = folder.column('split')
  const counts = new Float64Array(32)
  const only = new Float64Array(32)
  const splits = [0, 0, 0]
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0
    const part = split[row] ?? 0
    splits[part] = (splits[part] ?? 0) + 1
    let rest = flags[row] ?? 0
    if (rest === 0) continue
    const counting = (rest & (rest - 1)) === 0 ? only : null
    for (; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest)
      counts[bit] = (counts[bit] ?? 0) + 1
      if (counting) counting[bit] = (counting[bit] ?? 0) + 1
    }
  }
  return {
    pairs: folder.pairs,
    found: rows.length,
    splits: { train: splits[0] ?? 0, valid: splits[1] ?? 0, test: splits[2] ?? 0 },
    findings: findings.map((id, bit) => ({ id, count: counts[bit] ?? 0, only: only[bit] ?? 0 })),
  }
}

/** The share of the values behind which the last bar begins, where the rest is far away. */
const USUAL = 0.995
const SAMPLE = 20_000
/** What a quotient may be off by. */
const ROUNDING = 1e-9

type Span = readonly [from: number, to: number]

interface Axis {
  readonly field: string
  readonly column: ArrayLike<number>
  readonly from: number
  readonly width: number
  readonly bars: number
  readonly maximum: number
}

/** @throws bad-usage where the field holds no number */
export function histogramOf(
  dataset: OpenDataset,
  rows: ArrayLike<number>,
  { field, bars, span }: { readonly field: string; readonly bars: number; readonly span?: Span | undefined },
): RowHistogram {
  const axis = layAxis(dataset, rows, field, bars, span)
  const counts = new Uint32Array(axis.bars)
  let without = 0
  for (let at = 0; at < rows.length; at++) {
    const bar = barOf(axis, rows[at] ?? 0)
    if (bar < 0) without++
    else counts[bar] = (counts[bar] ?? 0) + 1
  }
  return { ...told(axis), counts, without }
}

/** @throws bad-usage where a field holds no number */
export function heatmapOf(
  dataset: OpenDataset,
  rows: ArrayLike<number>,
  { x, y, bars }: { readonly x: string; readonly y: string; readonly bars: number },
): RowHeatmap {
  const across = layAxis(dataset, rows, x, bars)
  const up = layAxis(dataset, rows, y, bars)
  const counts = new Uint32Array(across.bars * up.bars)
  const without = [0, 0]
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0
    const [column, line] = [barOf(across, row), barOf(up, row)]
    if (column < 0) without[0] = (without[0] ?? 0) + 1
    if (line < 0) without[1] = (without[1] ?? 0) + 1
    if (column < 0 || line < 0) continue
    const cell = line * across.bars + column
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return {
    x: { ...told(across), without: without[0] ?? 0 },
    y: { ...told(up), without: without[1] ?? 0 },
    columns: across.bars,
    lines: up.bars,
    counts,
  }
}

const told = ({ field, from, width, maximum }: Axis) => ({ field, from, width, maximum })

function barOf({ column, from, width, bars }: Axis, row: number): number {
  const value = column[row] ?? NaN
  if (!Number.isFinite(value)) return -1
  return Math.min(bars - 1, Math.max(0, Math.floor((value - from) / width)))
}

/** Bars of a round width, whole for whole numbers, over a span or else up to where nearly all values are. */
function layAxis(dataset: OpenDataset, rows: ArrayLike<number>, field: string, most: number, span?: Span): Axis {
  const column = dataset.columns(field)
  if (!column) {
    const names = dataset.fields.offered.filter(({ type }) => type === 'number').map(({ name }) => name)
    throw new SaccadeError('bad-usage', `There is no number “${field}” to make bars of`, {
      hint: `Numbers are ${names.join(', ')}.`,
    })
  }
  const isWhole = !(column instanceof Float32Array || column instanceof Float64Array)
  const { from, end, maximum } = span ? { from: span[0], end: span[1], maximum: span[1] } : reach(column, rows)
  const width = roundUp((end - from) / most, isWhole)
  const start = Math.floor(from / width + ROUNDING) * width
  // The end of a span of fractions is the end of a bar; any other end lies in one.
  const bars = span && !isWhole ? Math.ceil((end - start) / width - ROUNDING) : Math.floor((end - start) / width) + 1
  return { field, column, from: start, width, bars: Math.min(most, bars), maximum }
}

function reach(column: ArrayLike<number>, rows: ArrayLike<number>): { from: number; end: number; maximum: number } {
  let [from, maximum] = [Infinity, -Infinity]
  for (let at = 0; at < rows.length; at++) {
    const value = column[rows[at] ?? 0] ?? NaN
    if (!Number.isFinite(value)) continue
    if (value < from) from = value
    if (value > maximum) maximum = value
  }
  if (from > maximum) [from, maximum] = [0, 0]
  const usual = usualMost(column, rows)
  return { from, end: maximum - from > 3 * (usual - from) && usual > from ? usual : maximum, maximum }
}

/** The value that so many are not above, of a sample that is drawn evenly. */
function usualMost(column: ArrayLike<number>, rows: ArrayLike<number>): number {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE))
  const values: number[] = []
  for (let at = 0; at < rows.length; at += step) {
    const value = column[rows[at] ?? 0] ?? NaN
    if (Number.isFinite(value)) values.push(value)
  }
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor((sorted.length - 1) * USUAL)] ?? 0
}

/** The next of 1, 2, 5, 10 … */
function roundUp(width: number, isWhole: boolean): number {
  if (!(width > 0)) return isWhole ? 1 : 0.1
  const decade = 10 ** Math.floor(Math.log10(width))
  const round = [1, 2, 5, 10].map((factor) => factor * decade).find((one) => one >= width * (1 - 1e-9)) ?? width
  return isWhole ? Math.max(1, Math.ceil(round)) : round
}
