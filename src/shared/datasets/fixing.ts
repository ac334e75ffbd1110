// What is done about findings: which fixes, what they come to, and what a dataset that was made by them left out.
import { z } from 'zod'
import { splittingSchema } from './splitting.ts'
import type { SplitName } from './splits.ts'

/** The fix of a finding; with limits other than its own where its score is kept (`Limits` in finding.ts says which of them). */
export const chosenFixSchema = z.strictObject({
  finding: z.string().min(1).max(100),
  threshold: z.number().optional(),
})
export type ChosenFix = z.output<typeof chosenFixSchema>

/** In the order in which they are applied: a pair goes for the first that drops it. */
export const chosenFixesSchema = z.array(chosenFixSchema).max(100)

/** A recipe of fixes, as it is written to a file and followed again on any dataset. */
export const fixRecipeSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    where: z.string().max(2000).default('').meta({
      title: 'Query',
      description: 'Pairs that do not fit it are left out; empty for all',
    }),
    fixes: chosenFixesSchema.default([]).meta({ title: 'Fixes', description: 'By the ids of findings' }),
    splitting: splittingSchema
      .optional()
      .meta({ title: 'Splits', description: 'How the pairs are divided anew; left out, they stay where they are' }),
  })
  .meta({ title: 'Recipe of fixes' })
export type FixRecipe = z.output<typeof fixRecipeSchema>

/** The reason of a pair that no fix left out, but the query. */
export const OUTSIDE_QUERY = 'where'

/** What fixes would do to a dataset. */
export interface FixPlan {
  /** All of the dataset. */
  readonly pairs: number
  /** Pairs that stay, those that are changed among them. */
  readonly kept: number
  readonly dropped: number
  /** Those of the dropped that the query left out. */
  readonly outside: number
  readonly changed: number
  /** Of each fix by itself; `only` are pairs that go for no other of the chosen. */
  readonly fixes: readonly { readonly finding: string; readonly rows: number; readonly only: number }[]
}

/** A recipe as texts to copy. */
export interface RecipeTexts {
  readonly json: string
  readonly opusFilter: string
  /** What OpusFilter has no rule for, in words, and its text therefore leaves out. */
  readonly left: readonly string[]
}

/** A pair of the parent that is not in a derived dataset. */
export interface DroppedRow {
  /** In the parent, from 0. */
  readonly row: number
  readonly source: string
  readonly target: string
  readonly split: SplitName
  /** Ids of the findings for which it went, the deciding one first; or `OUTSIDE_QUERY` alone. */
  readonly reasons: readonly string[]
}

export interface DroppedPage {
  readonly found: number
  readonly rows: readonly DroppedRow[]
}
