import { z } from 'zod'
import { WRITTEN_FORMATS } from '../../../data/writers/registry.ts'
import { dataSchema } from '../../../shared/config/data.ts'
import { integersSchema } from '../../../shared/contract/values.ts'
import type { DatasetComparison } from '../../../shared/datasets/comparison.ts'
import { type DroppedPage, type FixPlan, chosenFixesSchema, fixRecipeSchema } from '../../../shared/datasets/fixing.ts'
import { recipeSchema } from '../../../shared/datasets/recipe.ts'
import {
  type ExplainedRow,
  type RowHeatmap,
  type RowHistogram,
  type RowPage,
  type RowTally,
  selectionSchema,
  spanSchema,
} from '../../../shared/datasets/rows.ts'
import { type Api, method } from '../../../shared/rpc/contract.ts'

/** A selection of the dataset in a folder. */
const askedSchema = selectionSchema.omit({ dataset: true }).extend({ folder: z.string() })
const countSchema = z.int().min(0)

/** What the host has done in a thread of its own, so that nothing it does for others waits. */
export const dataThreadContract = {
  data: {
    /** Makes a dataset in a folder that is there and empty. @throws bad-data, storage */
    import: method(z.strictObject({ recipe: recipeSchema, folder: z.string() })).returns(),
    /** Makes the search index of a dataset. @throws storage */
    index: method(z.strictObject({ folder: z.string() })).returns(),
    rows: method(askedSchema.extend({ offset: countSchema, count: countSchema })).returns<RowPage>(),
    randomRows: method(askedSchema.extend({ seed: countSchema, count: countSchema })).returns<RowPage>(),
    explain: method(z.strictObject({ folder: z.string(), row: countSchema })).returns<ExplainedRow>(),
    count: method(askedSchema).returns<number>(),
    /** Of each of these rows whether the query finds it, 1 or 0; 0 of a row below 0, which is none. @throws bad-usage */
    fits: method(z.strictObject({ folder: z.string(), where: z.string(), rows: integersSchema })).returns<Uint8Array>(),
    /** The row of each validation pair that a run on this data has; see `validationRows`. @throws bad-data */
    validationRows: method(z.strictObject({ folder: z.string(), data: dataSchema })).returns<Int32Array>(),
    tally: method(askedSchema).returns<RowTally>(),
    histogram: method(
      askedSchema.extend({ field: z.string(), bars: countSchema, span: spanSchema.optional() }),
    ).returns<RowHistogram>(),
    heatmap: method(askedSchema.extend({ x: z.string(), y: z.string(), bars: countSchema })).returns<RowHeatmap>(),
    /** @param token of this export alone: its unfinished files are named by it */
    export: method(
      askedSchema.extend({ format: z.enum(WRITTEN_FORMATS), path: z.string(), token: z.string() }),
    ).returns<{
      readonly files: readonly string[]
      readonly pairs: number
    }>(),
    /** What fixes would do to the rows of a selection. @throws bad-usage */
    planFixes: method(askedSchema.extend({ fixes: chosenFixesSchema })).returns<FixPlan>(),
    /** Makes a dataset of the rows of a selection, in a folder that is there and empty. @throws bad-usage, bad-data, storage */
    derive: method(askedSchema.extend({ recipe: fixRecipeSchema, into: z.string() })).returns(),
    dropped: method(
      z.strictObject({ folder: z.string(), offset: countSchema, count: countSchema }),
    ).returns<DroppedPage>(),
    /** Two selections beside each other. @throws bad-usage */
    compare: method(z.strictObject({ first: askedSchema, second: askedSchema })).returns<DatasetComparison>(),
    /** Lets go of a dataset, before its folder is deleted. */
    forget: method(z.strictObject({ folder: z.string() })).returns(),
    /** Answered as soon as the thread gives anything a turn. */
    turn: method().returns(),
  },
}
export type DataThreadApi = Api<typeof dataThreadContract>

export interface DataThreadEvents {
  progress: { readonly text: string; readonly done: number; readonly total: number }
}
