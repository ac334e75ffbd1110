import { z } from 'zod'

const ENDINGS = ['.js', '.mjs', '.ts', '.mts'] as const

/** The path of a module that holds a score of the user's own. */
export const ownScoreSchema = z.templateLiteral([z.string(), z.enum(ENDINGS)])
export type OwnScorePath = z.output<typeof ownScoreSchema>

/** What stands for any such path where values are listed, as in `x-when` and the documentation. */
export const OWN_SCORE_FILE = 'FILE'

export function isOwnScore(score: unknown): score is OwnScorePath {
  return typeof score === 'string' && ENDINGS.some((ending) => score.endsWith(ending))
}
