import type { Reading } from '../../shared/datasets/reading.ts'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { Pair } from '../pair.ts'
import type { Faults } from './faults.ts'
import { normaliserOf } from './normalise.ts'
import type { ReadContext } from './reader.ts'
import { READERS } from './registry.ts'
import { splitterOf } from './splits.ts'

export interface RecipeContext extends Pick<ReadContext, 'signal' | 'onBytes'> {
  /** Made by `createFaults({ goOn: recipe.skipBad })`; says afterwards what was left out. */
  readonly faults: Faults
}

/** A pair of a dataset. */
export type DatasetPair = Pair & { readonly split: NonNullable<Pair['split']> }

/**
 * The pairs of a recipe, file after file, as the dataset has them: read, with sides swapped, normalised and put into
 * splits. Memory stays flat; what is yielded may be kept.
 * @throws bad-data naming file, line and reason; aborted
 */
export async function* readRecipe(
  { files, swap, normalisation, splitting }: Pick<Recipe, 'files' | 'swap' | 'normalisation' | 'splitting'>,
  reading: Reading,
  { signal, onBytes, faults }: RecipeContext,
): AsyncGenerator<readonly DatasetPair[]> {
  const reader = await READERS[reading.format].load()
  const context: ReadContext = { signal, onBytes, faults, emptySides: true, optionName: (option) => option }
  const normalise = normaliserOf(normalisation)
  const splitOf = splitterOf(splitting)
  const finish = (pair: Pair, split: DatasetPair['split'] | undefined): DatasetPair => {
    const source = normalise(swap ? pair.target : pair.source)
    const target = normalise(swap ? pair.source : pair.target)
    return { source, target, split: splitOf(source, pair.split ?? split ?? null), place: pair.place }
  }
  for (const { path, targets, split } of files) {
    for await (const batch of reader.read({ path, targets }, reading, context)) {
      if (batch.length > 0) yield batch.map((pair) => finish(pair, split))
    }
    faults.settle()
  }
}
