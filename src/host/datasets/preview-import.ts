import { createPreparation } from '../../data/import/prepare-pair.ts'
import { guessImport } from '../../data/readers/guess-import.ts'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { ImportPreview } from '../../shared/datasets/stored.ts'

/** The first pairs of a recipe as they would be imported, and what was guessed of its first file. @throws bad-data */
export async function previewImport(recipe: Recipe, most: number): Promise<ImportPreview> {
  const [file] = recipe.files
  if (!file) throw new RangeError('A recipe has a file')
  const { reading, guesses, rows, cells, choices, warnings } = await guessImport(file, recipe.reading)
  const prepare = createPreparation(recipe)
  const prepared = rows.slice(0, most).map((row, at) => prepare({ ...row, place: at + 1 }, file.split))
  return { reading, guesses, rows: prepared, cells, choices, warnings }
}
