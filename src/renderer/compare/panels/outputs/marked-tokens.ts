import { alignTokens } from '../../../../shared/edit-alignment.ts'

/** A token of an output as it stands to the reference, or a token of the reference that it leaves out. */
export interface MarkedToken {
  readonly text: string
  readonly kind: 'same' | 'replaced' | 'added' | 'missing'
  /** What is different, in words; empty for a token that is the same. */
  readonly told: string
}

/** An output beside its reference, by the cheapest way of editing one into the other. */
export function markedTokens(output: readonly string[], reference: readonly string[]): MarkedToken[] {
  return alignTokens(output, reference).map(({ a, b, same }): MarkedToken => {
    const [said, wanted] = [a === null ? null : shown(output[a]), b === null ? null : shown(reference[b])]
    if (said === null) return { text: wanted ?? '', kind: 'missing', told: `${wanted ?? ''} is missing` }
    if (wanted === null) return { text: said, kind: 'added', told: `${said} is added` }
    if (same) return { text: said, kind: 'same', told: '' }
    return { text: said, kind: 'replaced', told: `${said} instead of ${wanted}` }
  })
}

/** A token that is a space has to be seen. */
export function shown(token = ''): string {
  return token.replaceAll(' ', '␣')
}
