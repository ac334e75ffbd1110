import type { MetricValues } from '../../shared/contract/trainer.ts'
import type { MetricName } from '../../shared/metrics.ts'

// What says most about a run, the first that it has.
const ORDER: readonly MetricName[] = ['valid/phoneme_error_rate', 'valid/exact_match', 'valid/loss', 'train/loss']

/** The one metric to show where there is room for one. */
export function keyMetric(values: MetricValues): MetricName | null {
  return ORDER.find((name) => values[name] !== undefined) ?? null
}
