import type { MetricName } from '../../shared/metrics.ts'

export interface MetricGroup {
  readonly title: string
  has(name: MetricName): boolean
}

const ofAttention = (name: MetricName) => name === 'valid/alignment_error_rate' || name.startsWith('valid/attention_')

/** Every metric is in one of them. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  { title: 'Training', has: (name) => name.startsWith('train/') },
  { title: 'Validation', has: (name) => name.startsWith('valid/') && !ofAttention(name) },
  { title: 'Attention', has: ofAttention },
  { title: 'Clock', has: (name) => name.startsWith('time/') },
]
