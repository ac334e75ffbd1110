import { editsBetween } from '../../shared/outputs/edits.ts'

export interface TokenMarks {
  /** Of each output token. */
  readonly right: readonly boolean[]
  readonly missing: number
}

export function isExact({ right, missing }: TokenMarks): boolean {
  return missing === 0 && right.every(Boolean)
}

/** Which tokens of an output stand where the reference has them. `missing` counts reference tokens the output leaves out. */
export function markTokens(output: readonly string[], reference: readonly string[]): TokenMarks {
  const edits = editsBetween(output, reference)
  const right = output.map(() => false)
  for (const { kind, output: place } of edits) if (kind === 'same' && place !== null) right[place] = true
  return { right, missing: edits.filter(({ kind }) => kind === 'missing').length }
}
