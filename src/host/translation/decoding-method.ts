import type { Configuration } from '../../shared/config/configuration.ts'
import { type DecodingMethod, GREEDY, decodingMethodSchema } from '../../shared/contract/decoding.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'

/** The way of decoding that a window or command asks for, checked; greedy where it asks for none. @throws bad-usage */
export function readDecodingMethod(asked: unknown, run: RunId, { model }: Configuration): DecodingMethod {
  if (asked === undefined) return GREEDY
  const parsed = decodingMethodSchema.safeParse(asked)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      path: ['decoding', ...path].join('.'),
      message,
    }))
    const listed = problems.map(({ path, message }) => `${path}: ${message}`).join('; ')
    throw new SaccadeError('bad-usage', `This way of decoding is not possible: ${listed}`, { problems })
  }
  const method = parsed.data
  if (method.kind === 'beam' && method.coveragePenalty > 0 && model.attention.score === 'none') {
    throw new SaccadeError('bad-usage', `The coverage penalty counts attention, and the model of run ${run} has none`, {
      hint: 'Leave the coverage penalty at 0, or choose a run with an attention score.',
    })
  }
  return method
}
