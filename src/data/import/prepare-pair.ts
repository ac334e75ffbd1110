import type { Recipe } from '../../shared/datasets/recipe.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { trimmed } from '../../shared/white-space.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import type { WrittenPair } from '../folder/writer.ts'
import type { Pair } from '../pair.ts'
import { hashText, threefry } from '../../shared/random.ts'

type Making = Pick<Recipe, 'swap' | 'normalisation' | 'splitting'>

/** The function that makes of a pair, as a reader yields it, the one that is kept. `given` is the split of its file. */
export function createPreparation(recipe: Making): (pair: Pair, given: SplitName | undefined) => WrittenPair {
  const normalise = createNormalisation(recipe.normalisation)
  const split = createSplitting(recipe.splitting)
  return (pair, given) => {
    const [left, right] = recipe.swap ? [pair.target, pair.source] : [pair.source, pair.target]
    const source = normalise(left)
    return { source, target: normalise(right), split: split(source, pair.split ?? given) }
  }
}

function createNormalisation({ unicode, lowerCase, trim }: Recipe['normalisation']): (text: string) => string {
  return (text) => {
    let result = unicode === 'none' ? text : text.normalize(unicode)
    if (lowerCase) result = result.toLowerCase()
    if (trim) result = trimmed(result)
    return result
  }
}

/**
 * Where a source falls depends on nothing but itself and the seed: equal sources never lie in two splits.
 * @throws bad-usage where the shares leave no training pairs
 */
export function createSplitting(splitting: Recipe['splitting']): (source: string, given?: SplitName) => SplitName {
  if (splitting.kind === 'given') return (_, given) => given ?? 'train'
  const place = drawn(splitting.kind === 'seed' ? splitting.seed : 0)
  const { valid, test } = splitting
  if (valid + test >= 1) {
    throw new SaccadeError('bad-usage', 'The shares of validation and test leave nothing to train on', {
      hint: 'Together they must stay below 1.',
    })
  }
  return (source) => {
    const at = place(source)
    return at < valid ? 'valid' : at < valid + test ? 'test' : 'train'
  }
}

function drawn(seed: number): (source: string) => number {
  const site = hashText('dataset split')
  return (source) => threefry(seed, site, hashText(source), source.length)[0] / 2 ** 32
}
