import { z } from 'zod'
import { jsonObjectSchema } from '../contract/values.ts'
import { fixRecipeSchema } from './fixing.ts'
import { SPLIT_NAMES } from './splits.ts'
import { splittingSchema } from './splitting.ts'

/** One source of pairs: a file, or two where line n of one belongs to line n of the other (Moses). */
export const recipeFileSchema = z.strictObject({
  path: z.string().min(1).max(4096),
  /** The file of the targets, of a pair of text files. */
  targets: z.string().min(1).max(4096).optional(),
  /** Of all pairs of the file that do not say their split themselves. */
  split: z.enum(SPLIT_NAMES).optional(),
})

export const normalisationSchema = z.strictObject({
  unicode: z.enum(['none', 'NFC', 'NFKC']).default('none'),
  lowerCase: z.boolean().default(false),
  trim: z.boolean().default(false),
})

/** How a dataset is made of files: what is kept of it, and what makes it again. */
export const recipeSchema = z.strictObject({
  files: z.array(recipeFileSchema).min(1).max(1000),
  /** The options of the reader, such as format, encoding and columns; what is left out is guessed. */
  reading: jsonObjectSchema.default({}),
  /** Source and target change places. */
  swap: z.boolean().default(false),
  normalisation: normalisationSchema.prefault({}),
  splitting: splittingSchema.prefault({ kind: 'given' }),
  /** Goes on past bad rows, which are counted and listed. */
  skipBad: z.boolean().default(false),
  /** What was done about findings afterwards, one recipe after the other. */
  fixed: z.array(fixRecipeSchema).max(1000).optional(),
})
export type Recipe = z.output<typeof recipeSchema>
export type RecipeInput = z.input<typeof recipeSchema>
export type Splitting = Recipe['splitting']
export type Normalisation = Recipe['normalisation']
