import type { JsonValue } from '../../shared/config/assign.ts'
import { settingValueText } from '../../shared/config/difference.ts'
import { number } from '../ui/format.ts'
import { FEW, type Tick, tellingApart, tickValues } from './ticks.ts'

/** What a run has of a dimension; undefined where it has nothing. */
export type PlotValue = JsonValue | undefined

/** An axis of a plot: a setting or a metric of many runs. */
export interface Dimension {
  readonly id: string
  readonly title: string
  /** Where a value stands, from 0 to 1; null where there is none. */
  place(value: PlotValue): number | null
  /** What is written along it, what is to be left out first where room is short last. */
  readonly ticks: readonly Tick[]
  /** What there is on it, each value once, from its beginning to its end. */
  readonly values: readonly Tick[]
  /** Whether it is of a few choices, each of which many runs have in common. */
  readonly isOfChoices: boolean
  text(value: PlotValue): string
}

/** A run of a plot, by which it is told of and led to. */
export interface PlotRow {
  readonly id: string
  readonly label: string
  /** What it has of the dimension with an id. */
  readonly valueOf: (dimension: string) => PlotValue
  /** How good it is among all, from 0 to 1; null where that is not known. */
  readonly level: number | null
}

/** Numbers that span so many times their least are laid out by their orders of magnitude. */
const WIDE = 50

/** How the numbers of an axis are written, given those that stand beside it. */
export type WriterOf = (shown: readonly number[]) => (value: number) => string

/** Settings are said as they were set. */
const exactly: WriterOf = () => settingValueText

/** The axis of these values: of numbers, or of names in the order in which they come. */
export function dimensionOf(
  id: string,
  title: string,
  values: readonly PlotValue[],
  writerOf: WriterOf = (shown) => tellingApart(shown, number),
): Dimension {
  const there = values.filter((value) => value !== undefined)
  const numbers = there.filter((value) => typeof value === 'number' && Number.isFinite(value))
  const isNumeric = there.length > 0 && there.every((value) => typeof value === 'number')
  return isNumeric ? ofNumbers(id, title, numbers.map(Number), writerOf) : ofNames(id, title, there)
}

/** How much of an axis of settings stands apart for the runs that do not have the setting. */
const WITHOUT = 0.14

/** The axis of a setting: runs that do not have it, since a condition leaves it out, stand together at its beginning. */
export function dimensionOfSetting(id: string, title: string, values: readonly PlotValue[]): Dimension {
  const found = dimensionOf(id, title, values, exactly)
  const dimension = { ...found, isOfChoices: found.isOfChoices || found.values.length <= FEW }
  if (!values.includes(undefined)) return dimension
  const within = (at: number) => WITHOUT + (1 - WITHOUT) * at
  const withNone = (ticks: readonly Tick[]) => [
    { at: 0, text: settingValueText(undefined) },
    ...ticks.map(({ at, text }) => ({ at: within(at), text })),
  ]
  return {
    ...dimension,
    place(value) {
      if (value === undefined) return 0
      const at = dimension.place(value)
      return at === null ? null : within(at)
    },
    ticks: withNone(dimension.ticks),
    values: withNone(dimension.values),
  }
}

function ofNumbers(id: string, title: string, numbers: readonly number[], writerOf: WriterOf): Dimension {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)]
  const isLog = least > 0 && most / least >= WIDE
  const along = isLog ? Math.log : (value: number) => value
  const [low, high] = [along(least), along(most)]
  const place = (value: PlotValue): number | null => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    return high > low ? (along(value) - low) / (high - low) : 0.5
  }
  const shown = tickValues(sorted, isLog)
  const write = writerOf(shown)
  const tick = (value: number): Tick => ({ at: place(value) ?? 0.5, text: write(value) })
  return {
    ...{ id, title, place, isOfChoices: false },
    ticks: shown.map(tick),
    values: sorted.map(tick),
    text: (value) => (typeof value === 'number' ? write(value) : settingValueText(value)),
  }
}

function ofNames(id: string, title: string, values: readonly PlotValue[]): Dimension {
  const names = [...new Set(values.map(settingValueText))]
  const all = names.map((text, index): Tick => ({ at: (index + 0.5) / names.length, text }))
  const places = new Map(all.map(({ at, text }) => [text, at]))
  const [first, ...others] = all
  const last = others.pop()
  return {
    ...{ id, title, text: settingValueText, isOfChoices: true },
    place: (value) => (value === undefined ? null : (places.get(settingValueText(value)) ?? null)),
    ticks: [first, last, ...others].filter((tick) => tick !== undefined),
    values: all,
  }
}

/** A part of an axis, from 0 to 1 on it. */
export interface Brush {
  readonly from: number
  readonly to: number
}

/** The rows that lie within all brushes; those without a value on a brushed axis do not. */
export function brushed(
  rows: readonly PlotRow[],
  dimensions: readonly Dimension[],
  brushes: ReadonlyMap<string, Brush>,
): readonly PlotRow[] {
  const active = dimensions.filter(({ id }) => brushes.has(id))
  if (active.length === 0) return rows
  return rows.filter(({ valueOf }) =>
    active.every(({ id, place }) => {
      const brush = brushes.get(id)
      const at = place(valueOf(id))
      return brush !== undefined && at !== null && at >= brush.from - 1e-9 && at <= brush.to + 1e-9
    }),
  )
}
