import fs from 'node:fs'
import { findAbove } from '../../shared/find-above.ts'
import { printAsIs } from '../output.ts'

/** `saccade score-template`: an attention score of the user's own to start from. */
export function scoreTemplate(): number {
  printAsIs(fs.readFileSync(findAbove('docs/examples/my-score.ts'), 'utf8').trimEnd())
  return 0
}
