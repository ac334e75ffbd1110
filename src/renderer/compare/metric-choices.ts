import { COMPARED, type ComparedMetric } from '../../shared/contract/comparison.ts'
import type { Slicing } from '../../shared/slices/slicing.ts'

/** Of places in the output only errors of tokens can be counted. */
export const isOfPlaces = (metric: ComparedMetric): boolean => metric === 'token-error-rate'

/** Metrics to choose from, for pairs in these slices. */
export function metricChoices<Metric extends ComparedMetric>(metrics: readonly Metric[], slicing: Slicing | undefined) {
  return metrics.map((value) => ({
    ...{ value, text: COMPARED[value].title },
    disabled: slicing?.kind === 'place' && !isOfPlaces(value),
  }))
}
