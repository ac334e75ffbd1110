import { createPreparation } from '../../data/import/prepare-pair.ts'
import { readRecipeFile } from '../../data/import/read-recipe.ts'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { ImportPreview } from '../../shared/datasets/stored.ts'

/** The first pairs of a recipe as they would be imported, and what was guessed. @throws bad-data */
export async function previewImport(recipe: Recipe, most: number): Promise<ImportPreview> {
  const rows: ImportPreview['rows'][number][] = []
  const warnings: string[] = []
  const prepare = createPreparation(recipe)
  for (const file of recipe.files.slice(0, 1)) {
    const read = readRecipeFile(file, recipe, { onBytes: () => undefined, onBad: (what) => warnings.push(what) })
    for await (const batch of read.pairs) {
      rows.push(...batch.slice(0, most - rows.length).map((pair) => prepare(pair, file.split)))
      if (rows.length >= most) break
    }
  }
  return { reading: recipe.reading, guesses: [], rows, cells: [], warnings }
}
