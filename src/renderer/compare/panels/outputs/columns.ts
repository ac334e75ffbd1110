import type { RunId } from '../../../../shared/contract/runs.ts'

/** More runs stand below each other on paper, one a line: their columns would be too narrow to be read. */
export const MOST_ACROSS_PAPER = 3

/** So many pairs of a table are printed. */
export const PAIRS_ON_PAPER = 40

/** A run beside others, under its letter. */
export interface OutputColumn {
  readonly run: RunId
  readonly letter: string
  readonly label: string
}
