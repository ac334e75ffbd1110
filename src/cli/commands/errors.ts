import { describeSlices } from '../comparison-text.ts'
import { type CompareOptions, compareNamed } from './compare.ts'

export interface ErrorsOptions extends Omit<CompareOptions, 'tokenize' | 'smooth'> {
  readonly by: string
}

/** `saccade errors RUN … --by HOW`: how often runs are wrong in slices of their validation pairs. */
export function errors(texts: readonly string[], options: ErrorsOptions): Promise<number> {
  return compareNamed(texts, { ...options, tokenize: '13a', smooth: 'exp' }, describeSlices)
}
