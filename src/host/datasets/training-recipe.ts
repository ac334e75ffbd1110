import { tableReading } from '../../data/readers/table.ts'
import type { DataSource } from '../../shared/config/data.ts'
import { type Recipe, recipeSchema } from '../../shared/datasets/recipe.ts'

/** The recipe by which files that a run names make a dataset of the very pairs that it is trained on; null for other data. */
export function trainingRecipe(source: DataSource): Recipe | null {
  const files = recipeFiles(source)
  if (files === null) return null
  return recipeSchema.parse({ files, reading: reading(source) })
}

function recipeFiles(source: DataSource): Recipe['files'] | null {
  switch (source.kind) {
    case 'table':
      return splitting({ path: source.train }, source.valid === undefined ? null : { path: source.valid })
    case 'moses': {
      const { trainSource, trainTarget, validSource, validTarget } = source
      const valid = validSource === undefined ? null : { path: validSource, targets: validTarget }
      return splitting({ path: trainSource, targets: trainTarget }, valid)
    }
    default:
      return null
  }
}

/** Where no pairs are set apart, every run splits them by its own settings. */
function splitting(train: Recipe['files'][number], valid: Recipe['files'][number] | null): Recipe['files'] {
  return valid === null
    ? [train]
    : [
        { ...train, split: 'train' },
        { ...valid, split: 'valid' },
      ]
}

function reading(source: DataSource): Recipe['reading'] {
  if (source.kind !== 'table') return { format: 'moses', encoding: 'utf-8' }
  const { delimiter, quoting, ...rest } = tableReading(source.train, source)
  // Of two tables that differ in their delimiters, each is told by its content.
  const same = source.valid === undefined || tableReading(source.valid, source).delimiter === delimiter
  return { ...rest, ...(same && { delimiter, quoting }) }
}
