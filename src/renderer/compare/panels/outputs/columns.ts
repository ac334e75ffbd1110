import type { RunId } from '../../../../shared/contract/runs.ts'

/** A run beside others, under its letter. */
export interface OutputColumn {
  readonly run: RunId
  readonly letter: string
  readonly label: string
}
