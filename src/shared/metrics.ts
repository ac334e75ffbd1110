/**
 * Every metric that a run can log. The table is the only place that knows a metric's title,
 * unit and whether lower or higher is better.
 */
export interface MetricInfo {
  readonly title: string
  readonly description: string
  readonly better: 'lower' | 'higher' | 'neither'
  /** `points` are 0 to 100, the way BLEU and chrF are printed. */
  readonly unit: 'nats' | 'ratio' | 'tokens/s' | 'norm' | 'rate' | 'seconds' | 'points' | 'plain'
}

export const METRICS = {
  'train/loss': {
    title: 'Training loss',
    description: 'Cross entropy per target token of the batch, in nats; label smoothing included',
    better: 'lower',
    unit: 'nats',
  },
  'train/coverage_loss': {
    title: 'Coverage loss',
    description: 'Σ min(attention, coverage) over the source per target token of the batch, before its weight',
    better: 'lower',
    unit: 'plain',
  },
  'train/gradient_norm': {
    title: 'Gradient norm',
    description: 'Global L2 norm of all gradients before clipping',
    better: 'neither',
    unit: 'norm',
  },
  'train/learning_rate': {
    title: 'Learning rate',
    description: 'Learning rate of the step',
    better: 'neither',
    unit: 'rate',
  },
  'train/teacher_forcing_ratio': {
    title: 'Teacher forcing ratio',
    description: 'Probability that the reference token is fed',
    better: 'neither',
    unit: 'ratio',
  },
  'train/tokens_per_second': {
    title: 'Tokens per second',
    description: 'Source and target tokens trained on per second, padding left out',
    better: 'higher',
    unit: 'tokens/s',
  },
  'train/padding_waste': {
    title: 'Padding waste',
    description: 'Share of padding among all positions of the batches',
    better: 'lower',
    unit: 'ratio',
  },
  'valid/loss': {
    title: 'Validation loss',
    description: 'Teacher-forced cross entropy per target token on the validation pairs, in nats',
    better: 'lower',
    unit: 'nats',
  },
  'valid/perplexity': {
    title: 'Validation perplexity',
    description: 'exp of the validation loss',
    better: 'lower',
    unit: 'plain',
  },
  'valid/free_loss': {
    title: 'Free-running loss',
    description:
      'Cross entropy per target token of the references while the model is fed its own most probable tokens, in nats; where validation decodes greedily',
    better: 'lower',
    unit: 'nats',
  },
  'valid/exposure_gap': {
    title: 'Exposure gap',
    description: 'Free-running loss less validation loss: what it costs to be fed its own tokens',
    better: 'lower',
    unit: 'nats',
  },
  'valid/token_accuracy': {
    title: 'Token accuracy',
    description:
      'Teacher-forced: share of target tokens, end-of-sentence included, with the highest probability on the reference',
    better: 'higher',
    unit: 'ratio',
  },
  'valid/exact_match': {
    title: 'Exact match',
    description: 'Share of validation pairs whose decode equals the reference or one of its alternatives',
    better: 'higher',
    unit: 'ratio',
  },
  'valid/edit_distance': {
    title: 'Token error rate',
    description: 'Edit distance of the decodes to the references divided by the number of reference tokens',
    better: 'lower',
    unit: 'ratio',
  },
  'valid/phoneme_error_rate': {
    title: 'Phoneme error rate',
    description: 'As the token error rate, against the closest of a word’s listed pronunciations',
    better: 'lower',
    unit: 'ratio',
  },
  'valid/bleu': {
    title: 'BLEU',
    description: 'Papineni et al. 2002, of the decodes as text; sacreBLEU’s number with its usual settings, 0 to 100',
    better: 'higher',
    unit: 'points',
  },
  'valid/chrf': {
    title: 'chrF',
    description: 'Popović 2015, chrF2 of the decodes as text; sacreBLEU’s number with its usual settings, 0 to 100',
    better: 'higher',
    unit: 'points',
  },
  'valid/alignment_error_rate': {
    title: 'Alignment error rate',
    description:
      'Och & Ney 2003: 1 − (|A∩S| + |A∩P|) / (|A| + |S|) of the arg-max teacher-forced attention against the gold alignment',
    better: 'lower',
    unit: 'ratio',
  },
  'valid/attention_entropy': {
    title: 'Attention entropy',
    description: 'Mean entropy of teacher-forced attention rows divided by the logarithm of the source length',
    better: 'neither',
    unit: 'ratio',
  },
  'valid/attention_coverage': {
    title: 'Attention coverage',
    description:
      'Wu et al. 2016: mean over source tokens of their teacher-forced attention summed over the rows, at most 1 each',
    better: 'neither',
    unit: 'ratio',
  },
  'valid/attention_diagonality': {
    title: 'Attention diagonality',
    description: 'Tachibana et al. 2018: teacher-forced attention weighted by its nearness to the diagonal; 1 on it',
    better: 'neither',
    unit: 'ratio',
  },
  'valid/attention_monotonicity': {
    title: 'Attention monotonicity',
    description:
      'Share of pairs of target tokens whose later one looks, teacher-forced, at the same source token as the earlier one or behind it',
    better: 'neither',
    unit: 'ratio',
  },
  'time/wall': {
    title: 'Wall time',
    description: 'Seconds spent training and evaluating, pauses left out',
    better: 'lower',
    unit: 'seconds',
  },
  'time/tokens': {
    title: 'Tokens',
    description: 'Source and target tokens trained on so far, padding left out',
    better: 'neither',
    unit: 'plain',
  },
  'time/epoch': { title: 'Epoch', description: 'Passes over the training pairs', better: 'neither', unit: 'plain' },
} as const satisfies Record<string, MetricInfo>

export type MetricName = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]]

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name)
}

/** True when `candidate` improves on `best`; a missing best is always improved on, NaN never improves. */
export function improves(metric: MetricName, candidate: number, best: number | null): boolean {
  if (Number.isNaN(candidate)) return false
  if (best === null || Number.isNaN(best)) return true
  return METRICS[metric].better === 'higher' ? candidate > best : candidate < best
}
