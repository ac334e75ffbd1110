import { z } from 'zod'
import { choice, flag, integer } from '../config/fields.ts'
import {
  BLEU_SMOOTHINGS,
  BLEU_TOKENIZERS,
  COMPARED,
  COMPARED_METRICS,
  COMPARISON_BOUNDS,
  type ComparisonRequest,
} from '../contract/comparison.ts'
import type { RunId } from '../contract/values.ts'
import { SLICINGS, SLICING_IDS, slicingOf } from '../slices/registry.ts'
import { BOARD_BOUNDS } from './board.ts'

// The panels Errors and Significance, as far as it takes to ask what they show: the window asks it, and whoever makes a report.

/** More runs or groups one comparison does not take. */
export const MOST_COMPARED = 20

/** Groups of runs as they are compared: that of the baseline first, the others in the order of the board. */
export function comparedGroups(groups: readonly (readonly RunId[])[], baseline: RunId | null): RunId[][] {
  const first = groups.find((runs) => baseline !== null && runs.includes(baseline)) ?? groups[0]
  if (!first) return []
  const others = groups.filter((runs) => runs !== first)
  return [[...first], ...others.map((runs) => [...runs])].slice(0, MOST_COMPARED)
}

/** What errors are counted by: metrics that every slice has, however few its pairs. */
export const COUNTED = ['token-error-rate', 'exact-match', 'alignment-error-rate'] as const

export const errorsOptions = z.object({
  by: choice(SLICING_IDS, 'source-length', {
    title: 'By',
    description: 'What the validation pairs are sliced by',
    'x-labels': Object.fromEntries(SLICINGS.map(({ id, title }) => [id, title])),
  }),
  rows: z.string().max(BOARD_BOUNDS.where).default('').meta({
    title: 'Rows',
    description: 'Of slices by rows of the dataset: which, such as source.length > 40 and not finding:duplicate',
  }),
  metric: choice(COUNTED, 'token-error-rate', {
    title: 'Metric',
    description: 'What is counted in each slice',
    'x-labels': Object.fromEntries(COUNTED.map((metric) => [metric, COMPARED[metric].title])),
  }),
  checkpoint: choice(['best', 'last'], 'best', {
    title: 'Checkpoint',
    description: 'Which checkpoint of each run is asked about the validation pairs',
    'x-labels': { best: 'Best', last: 'Last' },
  }),
  intervals: flag(true, { title: 'Intervals', description: 'Whether bars have their 95 % interval' }),
  resamples: integer(
    { ...COMPARISON_BOUNDS.resamples, fallback: 500 },
    { title: 'Resamples', description: 'How often the pairs are drawn anew: more make the intervals steadier' },
  ),
})
export type ErrorsOptions = z.output<typeof errorsOptions>

const ERRORS_SEED = 12_345

/** What is asked about the errors of the runs of a board, or of its groups; null where nothing can be asked yet. */
export function errorsOf(
  groups: readonly (readonly RunId[])[],
  baseline: RunId | null,
  { by, rows, metric, checkpoint, resamples }: ErrorsOptions,
): ComparisonRequest | null {
  const runs = comparedGroups(groups, baseline)
  const kind = slicingOf(by)?.kind
  if (runs.length === 0 || (kind === 'rows' && rows.trim() === '')) return null
  return {
    ...{ runs, checkpoint, by, resamples, seed: ERRORS_SEED },
    // Of places only errors of tokens can be counted.
    metric: kind === 'place' ? 'token-error-rate' : metric,
    ...(kind === 'rows' && { rows: rows.trim() }),
  }
}

export const significanceOptions = z.object({
  metric: choice(COMPARED_METRICS, 'exact-match', {
    title: 'Metric',
    description: 'What the runs are scored by',
    'x-labels': Object.fromEntries(COMPARED_METRICS.map((metric) => [metric, COMPARED[metric].title])),
  }),
  by: choice(['none', ...SLICING_IDS], 'none', {
    title: 'Slices',
    description: 'Also of slices of the validation pairs, by something about them',
    'x-labels': { none: 'None', ...Object.fromEntries(SLICINGS.map(({ id, title }) => [id, title])) },
  }),
  rows: z
    .string()
    .max(BOARD_BOUNDS.where)
    .default('')
    .meta({
      title: 'Rows',
      description: 'Of slices by rows of the dataset: which, such as source.length > 40',
      'x-when': { by: ['rows'] },
    }),
  checkpoint: choice(['best', 'last'], 'best', {
    title: 'Checkpoint',
    description: 'Which checkpoint of each run decodes the validation pairs',
    'x-labels': { best: 'Best', last: 'Last' },
  }),
  resamples: integer(
    { ...COMPARISON_BOUNDS.resamples, fallback: 1000 },
    { title: 'Resamples', description: 'How often the pairs are drawn anew: more make the intervals steadier' },
  ),
  seed: integer(
    { ...COMPARISON_BOUNDS.seed, fallback: 12_345 },
    { title: 'Seed', description: 'Of the drawing: the same seed draws the same pairs' },
  ),
  tokenizer: choice(BLEU_TOKENIZERS, '13a', {
    title: 'Tokenizer of BLEU',
    description: 'How BLEU cuts text into words, as sacreBLEU calls it',
    'x-when': { metric: ['bleu'] },
  }),
  smoothing: choice(BLEU_SMOOTHINGS, 'exp', {
    title: 'Smoothing of BLEU',
    description: 'What BLEU takes for a precision without a match, as sacreBLEU calls it',
    'x-when': { metric: ['bleu'] },
  }),
})
export type SignificanceOptions = z.output<typeof significanceOptions>

/** What is asked about the runs of a board, or about its groups; null for fewer than two. */
export function comparisonOf(
  groups: readonly (readonly RunId[])[],
  baseline: RunId | null,
  { metric, checkpoint, resamples, seed, by, rows, ...bleu }: SignificanceOptions,
): ComparisonRequest | null {
  if (groups.length < 2) return null
  const runs = comparedGroups(groups, baseline)
  // What only BLEU looks at makes no other question of the same one.
  return {
    ...{ runs, metric, checkpoint, resamples, seed },
    ...(metric === 'bleu' && bleu),
    ...(by === 'none' ? {} : { by }),
    ...(by === 'rows' && { rows: rows.trim() }),
  }
}
