import type { CheckpointName } from '../shared/contract/runs.ts'
import { SaccadeError } from '../shared/errors.ts'

/** `best`, `last` or the step of a checkpoint that is kept. @throws bad-usage */
export function parseCheckpoint(text: string): CheckpointName {
  if (text === 'best' || text === 'last') return text
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new SaccadeError('bad-usage', `“${text}” is no checkpoint`, { hint: 'Write best, last or a step.' })
}
