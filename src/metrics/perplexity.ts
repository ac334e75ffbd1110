import { type Ratio, ratioValue } from '../shared/ratio.ts'

/** exp of the mean loss; the numerator sums the loss in nats, the denominator counts tokens. Infinity when it overflows. */
export function perplexity(loss: Ratio): number {
  return Math.exp(ratioValue(loss))
}
