import { counted } from '../../shared/counted.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'

/** Faults listed one by one; the rest is only counted. */
export const LISTED_PROBLEMS = 20

export interface ProblemList {
  readonly count: number
  /** The first faults and, where there are more, a count of the rest. */
  readonly problems: readonly Problem[]
  readonly add: (problem: Problem) => void
}

export function createProblemList(): ProblemList {
  const listed: Problem[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    get problems() {
      const more = count - listed.length
      const file = listed.at(-1)?.path.replace(/:\d+$/, '') ?? ''
      return more > 0
        ? [...listed, { path: file, message: `${counted(more, 'more line', 'more lines')} with faults` }]
        : listed
    },
    add(problem) {
      count++
      if (listed.length < LISTED_PROBLEMS) listed.push(problem)
    },
  }
}

/** An error about one file, or one line of it. */
export function badData(
  path: string,
  message: string,
  options: { line?: number; hint?: string; cause?: unknown } = {},
): SaccadeError {
  const place = options.line === undefined ? path : `${path}:${options.line}`
  return new SaccadeError('bad-data', message, {
    hint: options.hint,
    cause: options.cause,
    problems: [
      {
        path: place,
        message: message.startsWith(place) ? message.slice(place.length).replace(/^[:\s]+/, '') : message,
      },
    ],
  })
}

/** Throws what has been collected, the first fault in the message. @throws bad-data */
export function throwProblems(list: ProblemList, hint: string): void {
  const [first] = list.problems
  if (!first) return
  const more = list.count > 1 ? ` (and ${counted(list.count - 1, 'more line', 'more lines')})` : ''
  throw new SaccadeError('bad-data', `${first.path}: ${first.message}${more}`, { problems: list.problems, hint })
}
