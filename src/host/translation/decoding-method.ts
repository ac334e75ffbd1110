import type { Configuration } from '../../shared/config/configuration.ts'
import { type DecodingMethod, GREEDY, decodingMethodSchema } from '../../shared/contract/decoding.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { problemsText, schemaProblems } from '../../shared/schema-problems.ts'

/** The way of decoding that a window or command asks for, checked; greedy where it asks for none. @throws bad-usage */
export function readDecodingMethod(asked: unknown, run: RunId, { model }: Configuration): DecodingMethod {
  if (asked === undefined) return GREEDY
  const parsed = decodingMethodSchema.safeParse(asked)
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error, asked).map(({ path, message }) => ({
      path: path ? `decoding.${path}` : 'decoding',
      message,
    }))
    const text = problemsText(problems)
    throw new SaccadeError('bad-usage', `This way of decoding is not possible: ${text}`, { problems })
  }
  const method = parsed.data
  if (method.kind === 'beam' && method.coveragePenalty > 0 && model.attention.score === 'none') {
    throw new SaccadeError('bad-usage', `The coverage penalty counts attention, and the model of run ${run} has none`, {
      hint: 'Leave the coverage penalty at 0, or choose a run with an attention score.',
    })
  }
  return method
}
