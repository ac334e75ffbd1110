import type { EvaluationConfiguration } from '../shared/config/evaluation.ts'
import type { EncodedPair, TokenPair } from './types.ts'

export interface EvaluatedPairs {
  /** Places among the validation pairs, ascending. */
  readonly places: readonly number[]
  /** How many were left out for their length. */
  readonly tooLong: number
}

type Selection = Pick<EvaluationConfiguration, 'pairs' | 'maximumLength'>

/** The validation pairs that are evaluated: the first `evaluation.pairs`, without those that are too long. */
export function evaluatedPairs(selection: Selection, valid: readonly TokenPair[]): EvaluatedPairs {
  return select(
    selection,
    valid.map(({ source, target }) => Math.max(source.length, target.length)),
  )
}

/** The same of pairs as ids, whose `<eos>` is no token of theirs. */
export function evaluatedEncodedPairs(selection: Selection, valid: readonly EncodedPair[]): EvaluatedPairs {
  return select(
    selection,
    valid.map(({ source, target }) => Math.max(source.length, target.length) - 1),
  )
}

function select({ pairs, maximumLength }: Selection, lengths: readonly number[]): EvaluatedPairs {
  const count = pairs === 0 ? lengths.length : Math.min(pairs, lengths.length)
  const longest = maximumLength === 0 ? Infinity : maximumLength
  const places = Array.from({ length: count }, (_, place) => place).filter((place) => (lengths[place] ?? 0) <= longest)
  return { places, tooLong: count - places.length }
}
