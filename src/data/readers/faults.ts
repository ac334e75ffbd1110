import type { Problem } from '../../shared/errors.ts'
import { encodingError } from './encoding-faults.ts'
import { type ProblemList, createProblemList, throwProblems } from './problems.ts'

/** What is wrong with a row, the worst first: only the worst kind is told of. */
const KINDS = ['encoding', 'form', 'empty'] as const
export type FaultKind = (typeof KINDS)[number]

/** The rows of a reading that give no pair. They are refused, all together at the end, or left out and counted. */
export interface Faults {
  /** True once a refused row was met: nothing that is read from there on will be used, so it need not be made. */
  readonly found: boolean
  /** True where such rows are left out. */
  readonly goOn: boolean
  /** `hint` says what to do about rows of this kind, where they are refused. */
  readonly add: (kind: FaultKind, problem: Problem, hint?: string) => void
  /** @throws bad-data naming the rows, where they are refused */
  readonly settle: () => void
}

/** @param onLeftOut told of every row that is left out; without it bad rows are refused */
export function createFaults(onLeftOut?: (problem: Problem) => void): Faults {
  const goOn = onLeftOut !== undefined
  const lists = new Map<FaultKind, { list: ProblemList; hint: string }>()
  let count = 0
  return {
    get found() {
      return !goOn && count > 0
    },
    goOn,
    add(kind, problem, hint = '') {
      count++
      if (onLeftOut) {
        onLeftOut(problem)
        return
      }
      const known = lists.get(kind) ?? { list: createProblemList(), hint }
      lists.set(kind, known)
      known.list.add(problem)
    },
    settle() {
      for (const kind of KINDS) {
        const known = lists.get(kind)
        if (!known) continue
        if (kind === 'encoding') throw encodingError(known.list.problems)
        throwProblems(known.list, known.hint)
      }
    },
  }
}
