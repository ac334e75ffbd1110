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
  /** How many rows were left out, and the first of them. */
  readonly leftOut: () => { readonly count: number; readonly problems: readonly Problem[] }
}

/** @param listed how many of the rows left out are named */
export function createFaults({ goOn = false, listed = 100 } = {}): Faults {
  const lists = new Map<FaultKind, { list: ProblemList; hint: string }>()
  const left: Problem[] = []
  let count = 0
  return {
    get found() {
      return !goOn && count > 0
    },
    goOn,
    add(kind, problem, hint = '') {
      count++
      if (goOn) {
        if (left.length < listed) left.push(problem)
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
    leftOut: () => ({ count, problems: left }),
  }
}
