import { z } from 'zod'
import { isOwnScore } from '../config/own-score.ts'
import { type Callable, method } from '../rpc/contract.ts'
import { jsonObjectSchema, oneRunSchema } from './values.ts'

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest in hexadecimal')

/** An attention score of the user's own: the whole of what will be run, so that it can be shown and asked about. */
export type ScoreModule = z.output<typeof scoreModuleSchema>
export const scoreModuleSchema = z.strictObject({
  /** Where it lay when it was read. */
  file: z.string(),
  content: z.string(),
  /** SHA-256 of the content in UTF-8, hexadecimal. */
  digest: digestSchema,
})

export interface NamedScore extends ScoreModule {
  /** The user has said yes to this very content. */
  readonly trusted: boolean
}

/** Scores of the user's own, which a worker runs only after the user has said yes to their content. */
export const scoreService = {
  /** Reads the files that these configurations (unchecked) name, each once. Runs nothing. @throws bad-data */
  named: method(z.strictObject({ configurations: z.array(jsonObjectSchema) })).returns<NamedScore[]>(),
  /** The user says yes to what was shown. @throws refused when the file holds something else by now; bad-data */
  trust: method(
    z.strictObject({ file: z.string().refine(isOwnScore, 'must be a .js or .ts file'), digest: digestSchema }),
  ).returns(),
  /** The one that a run was trained with, as it was then; null where it has none. @throws not-found */
  ofRun: method(oneRunSchema).returns<NamedScore | null>(),
  /** The user says yes to what was shown of a run, which may have come in a bundle. @throws refused when it has another */
  trustRun: method(oneRunSchema.extend({ digest: digestSchema })).returns(),
}
export type ScoreService = Callable<typeof scoreService>
