import type { CommonOptions } from '../../context.ts'
import { printJson } from '../../output.ts'
import { openSweep } from './files.ts'
import { planForPrograms, printPlan } from './plan.ts'

export interface SweepOptions extends CommonOptions {
  readonly dryRun?: boolean
}

/** `saccade sweep FILE`: everything is checked before anything is written. */
export async function sweepRun(file: string, options: SweepOptions): Promise<number> {
  const { expansion } = openSweep(file)
  if (options.json) printJson(planForPrograms(expansion))
  else printPlan(expansion)
  return 0
}
