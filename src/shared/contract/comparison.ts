import { z } from 'zod'
import { SEED_BOUNDS } from '../seed.ts'
import { SLICING_IDS } from '../slices/registry.ts'
import type { SliceBounds } from '../slices/slicing.ts'
import { type RunId, runIdSchema } from './values.ts'

/** What runs can be compared by, with paired bootstrap resampling. */
export const COMPARED = {
  bleu: { title: 'BLEU', unit: 'points', better: 'higher' },
  chrf: { title: 'chrF', unit: 'points', better: 'higher' },
  'chrf++': { title: 'chrF++', unit: 'points', better: 'higher' },
  'exact-match': { title: 'Exact match', unit: 'ratio', better: 'higher' },
  'token-error-rate': { title: 'Token error rate', unit: 'ratio', better: 'lower' },
  'alignment-error-rate': { title: 'Alignment error rate', unit: 'ratio', better: 'lower' },
} as const

export type ComparedMetric = keyof typeof COMPARED
export const COMPARED_METRICS = Object.keys(COMPARED) as [ComparedMetric, ...ComparedMetric[]]

/** How BLEU cuts text, and what it takes for a precision without a match; see docs/metrics.md. */
export const BLEU_TOKENIZERS = ['13a', 'intl', 'char', 'none'] as const
export const BLEU_SMOOTHINGS = ['exp', 'floor', 'add-k', 'none'] as const
export type BleuTokenizer = (typeof BLEU_TOKENIZERS)[number]
export type BleuSmoothing = (typeof BLEU_SMOOTHINGS)[number]

/** Bounds of what can be chosen of a comparison, both included. */
export const COMPARISON_BOUNDS = {
  resamples: { minimum: 10, maximum: 100_000 },
  seed: SEED_BOUNDS,
} as const

const bounded = ({ minimum, maximum }: { minimum: number; maximum: number }) => z.int().min(minimum).max(maximum)

/** More runs, all groups together, than anybody compares at once. */
export const MOST_COMPARED_RUNS = 100

export const comparisonRequestSchema = z.strictObject({
  /** Runs, or groups of runs that differ in their seeds and count by their mean. The first is what the others are compared with. */
  runs: z
    .array(z.union([runIdSchema, z.array(runIdSchema).min(1).max(MOST_COMPARED_RUNS)]))
    .min(1)
    .max(24)
    .refine(
      (runs) => runs.flat().length <= MOST_COMPARED_RUNS,
      `At most ${MOST_COMPARED_RUNS} runs can be compared at once`,
    )
    .refine(
      (runs) => new Set(runs.flat()).size === runs.flat().length,
      'A run cannot be compared with itself: name each once',
    ),
  checkpoint: z.enum(['best', 'last']),
  metric: z.enum(COMPARED_METRICS),
  resamples: bounded(COMPARISON_BOUNDS.resamples),
  seed: bounded(COMPARISON_BOUNDS.seed),
  /** For BLEU alone. */
  tokenizer: z.enum(BLEU_TOKENIZERS).default('13a'),
  smoothing: z.enum(BLEU_SMOOTHINGS).default('exp'),
  /** Scores of slices of the pairs too; then one run is enough. */
  by: z.enum(SLICING_IDS).optional(),
  /** By rows of the dataset: which, as a query of its rows. */
  rows: z.string().max(2000).default(''),
})
/** As it is asked; what was left out has been filled in when it is answered. */
export type ComparisonRequest = z.input<typeof comparisonRequestSchema>
export type CompleteComparisonRequest = z.output<typeof comparisonRequestSchema>

/** A number with the mean of what resamples gave for it, and the interval of their middle 95 %. */
export interface Estimate {
  readonly value: number
  readonly mean: number
  readonly low: number
  readonly high: number
}

export interface ComparedRun {
  /** The first of its group. */
  readonly run: RunId
  /** All whose mean it is. */
  readonly members: readonly RunId[]
  /** Of the checkpoint that decoded, of the first run of a group. */
  readonly step: number
  /** Of all its members, in their order. */
  readonly steps: readonly number[]
  readonly score: Estimate
  /** How far above the first run, and how probable such a distance is by chance; null for the first itself. */
  readonly difference: (Estimate & { readonly p: number }) | null
}

export interface Comparison {
  readonly metric: ComparedMetric
  /** All that the score depends on, in sacreBLEU's form; empty for metrics that sacreBLEU does not have. */
  readonly signature: string
  /** Validation pairs that were decoded: those that all the runs are evaluated on. */
  readonly pairs: number
  readonly resamples: number
  readonly seed: number
  /** In the order asked for. The first is what the others are compared with. */
  readonly runs: readonly ComparedRun[]
  /** Those asked for that cannot be compared. */
  readonly leftOut: readonly LeftOutRun[]
  /** The same of slices of the pairs, where it was asked for, from the lowest on. */
  readonly slices?: readonly ComparedSlice[]
}

/** The pairs whose number lies between these bounds, both included. */
export interface ComparedSlice extends SliceBounds {
  readonly pairs: number
  readonly runs: readonly ComparedRun[]
}

export interface LeftOutRun {
  readonly run: RunId
  readonly name: string
  /** A sentence or two, such as that it has no checkpoint. */
  readonly reason: string
}
