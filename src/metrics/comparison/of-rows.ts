import type { RunRows } from '../../shared/outputs/compared-pairs.ts'
import type { RunOutputs } from '../../shared/outputs/run-outputs.ts'
import type { Pace } from '../../shared/pace.ts'

/** Pairs after which others get a turn: BLEU of one takes some sixty microseconds. */
const AT_ONCE = 200

/** What `read` says of each pair of each run. @throws aborted */
export async function ofRows<Value>(
  runs: readonly RunRows[],
  read: (outputs: RunOutputs, row: number) => Value,
  pace: Pace,
): Promise<Value[][]> {
  const all: Value[][] = []
  for (const { outputs, rows } of runs) {
    const values: Value[] = []
    for (const row of rows) {
      values.push(read(outputs, row))
      if (values.length % AT_ONCE === 0) await pace.breathe()
    }
    all.push(values)
  }
  return all
}
