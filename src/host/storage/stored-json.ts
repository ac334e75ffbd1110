import { SaccadeError } from '../../shared/errors.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'

/** JSON of the history; `what` names it at the beginning of a sentence. @throws storage where it is none */
export function parseStored(json: string, what: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new SaccadeError('storage', `${what} is damaged in the history: it is no JSON`, {
      hint: DAMAGED_HINT,
      cause: error,
    })
  }
}
