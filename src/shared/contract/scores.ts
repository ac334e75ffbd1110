import { z } from 'zod'
import type { JsonObject } from '../config/assign.ts'
import { ownScoreSchema } from '../config/own-score.ts'

/** An attention score of the user's own: the whole of what will be run, so that it can be shown and asked about. */
export interface ScoreModule {
  /** Where it lay when it was read. */
  readonly file: string
  readonly content: string
  /** SHA-256 of the content in UTF-8, hexadecimal. */
  readonly digest: string
}

export interface NamedScore extends ScoreModule {
  /** The user has said yes to this very content. */
  readonly trusted: boolean
}

/** A yes is a matter of trust: what a window sends is read with this schema. */
export const trustRequestSchema = z.object({ file: ownScoreSchema, digest: z.string().regex(/^[0-9a-f]{64}$/) })

/** Scores of the user's own, which a worker runs only after the user has said yes to their content. */
export interface ScoreService {
  /** Reads the files that these configurations (unchecked) name, each once. Runs nothing. @throws bad-data */
  named(request: { configurations: JsonObject[] }): Promise<NamedScore[]>
  /** The user says yes to what was shown. @throws refused when the file holds something else by now; bad-data */
  trust(request: { file: string; digest: string }): Promise<void>
}
