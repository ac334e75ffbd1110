import type { RunSummary, ValuePlace } from '../../shared/contract/runs.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { ago, count, dateTime, duration } from '../ui/format.ts'

/** What a cell holds: null where there is nothing. Numbers are sorted as numbers. */
export type CellValue = string | number | null

/** A value of a metric that the list of runs does not carry. */
export interface WantedValue {
  readonly metric: MetricName
  readonly at: Exclude<ValuePlace, 'last'>
}

export interface Column {
  /** As the filter language calls it; with `@STEP` a metric at a step. */
  readonly id: string
  readonly title: string
  /** Where the head has no room for the title. */
  readonly short?: string
  /** What the short one is short for, where the title says more than that. */
  readonly whole?: string
  /** What stands on hover: the key, and what it is. */
  readonly about: string
  readonly group: 'Run' | 'Metrics' | 'Settings'
  /** How a cell is drawn; all but `text` have parts of their own. */
  readonly cell: 'text' | 'data' | 'state' | 'tags' | 'note'
  readonly align: 'left' | 'right'
  /** In pixels, until the user widens it. */
  readonly width: number
  /** The end that a first click on the head puts on top. */
  readonly first: 'ascending' | 'descending'
  /** Asked of the host, where the list does not carry it. */
  readonly wanted?: WantedValue
  /** `asked` gives what the host answered. */
  value(run: RunSummary, asked: (wanted: WantedValue) => number | undefined): CellValue
  text(value: CellValue, now: number): string
}

export const plainText = (value: CellValue): string => (value === null ? '–' : String(value))
export const countText = (value: CellValue): string => (typeof value === 'number' ? count(value) : '–')
export const agoText = (value: CellValue, now: number): string => (typeof value === 'number' ? ago(value, now) : '–')
export const timeText = (value: CellValue): string => (typeof value === 'number' ? dateTime(value) : '–')
export const durationText = (value: CellValue): string => (typeof value === 'number' ? duration(value) : '–')
