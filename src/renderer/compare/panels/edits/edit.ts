import { SPACE, type TokenizerId } from '../../../../shared/tokenizers.ts'
import { wordsOf } from '../../../../shared/white-space.ts'

/** Source tokens as they were changed, and which of them are masked. */
export interface Edit {
  readonly tokens: readonly string[]
  /** Ascending. */
  readonly masked: readonly number[]
}

/** By a text, which is so many tokens as its words; where characters are tokens, as it has of these. */
export function changeToken({ tokens, masked }: Edit, place: number, text: string, tokenizer: TokenizerId): Edit {
  const instead = tokenizer === 'character' ? Array.from(text, asCharacter) : wordsOf(text)
  if (instead.length === 0) return { tokens, masked }
  const others = masked.filter((one) => one !== place)
  return {
    tokens: tokens.toSpliced(place, 1, ...instead),
    masked: others.map((one) => (one > place ? one + instead.length - 1 : one)),
  }
}

const asCharacter = (sign: string) => (sign === ' ' ? SPACE : sign)

export function removeToken({ tokens, masked }: Edit, place: number): Edit {
  const others = masked.filter((one) => one !== place)
  return { tokens: tokens.toSpliced(place, 1), masked: others.map((one) => (one > place ? one - 1 : one)) }
}

/** With its neighbour, `by` 1 to the right or -1 to the left; a mask goes with its token. */
export function swapToken({ tokens, masked }: Edit, place: number, by: 1 | -1): Edit {
  const other = place + by
  const [here, there] = [tokens[place], tokens[other]]
  if (here === undefined || there === undefined) return { tokens, masked }
  const moved = (one: number) => (one === place ? other : one === other ? place : one)
  return { tokens: tokens.with(place, there).with(other, here), masked: masked.map(moved).sort((a, b) => a - b) }
}

export function turnMask({ tokens, masked }: Edit, place: number): Edit {
  const without = masked.filter((one) => one !== place)
  const next = without.length < masked.length ? without : [...masked, place].sort((a, b) => a - b)
  return { tokens, masked: next }
}

/** Which tokens are not those of before, by the longest list of tokens that both have in their order. */
export function changedPlaces(before: readonly string[], after: readonly string[]): boolean[] {
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, below] = [common[i], common[i + 1]]
      if (!row || !below) continue
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  const changed = after.map(() => true)
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (before[i] === after[j]) {
      changed[j++] = false
      i++
    } else if ((common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) i++
    else j++
  }
  return changed
}
