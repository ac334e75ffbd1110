import type { Normalisation } from '../../shared/datasets/recipe.ts'
import { trimmed } from '../../shared/white-space.ts'

/** What becomes of each text: Unicode's form first, then lower case, then its ends. */
export function normaliserOf({ unicode, lowerCase, trim }: Normalisation): (text: string) => string {
  if (unicode === 'none' && !lowerCase && !trim) return (text) => text
  return (text) => {
    const formed = unicode === 'none' ? text : text.normalize(unicode)
    const lowered = lowerCase ? formed.toLowerCase() : formed
    return trim ? trimmed(lowered) : lowered
  }
}
