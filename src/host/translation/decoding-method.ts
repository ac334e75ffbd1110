import type { Configuration } from '../../shared/config/configuration.ts'
import { type DecodingMethod, GREEDY } from '../../shared/contract/decoding.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'

/** The way of decoding that is asked for, greedy where none is, if the run's model can. @throws bad-usage */
export function checkDecodingMethod(
  method: DecodingMethod = GREEDY,
  run: RunId,
  { model }: Configuration,
): DecodingMethod {
  if (method.kind === 'beam' && method.coveragePenalty > 0 && model.attention.score === 'none') {
    throw new SaccadeError('bad-usage', `The coverage penalty counts attention, and the model of run ${run} has none`, {
      hint: 'Leave the coverage penalty at 0, or choose a run with an attention score.',
    })
  }
  return method
}
