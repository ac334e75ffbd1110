/**
 * Whether two values are the same as data in JSON: keys may stand in any order, as in an address, a file and what was
 * edited here they do, and one that holds undefined is none.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => sameJson(one, b[i]))
  }
  const [one, other] = [heldBy(a), heldBy(b)]
  return one.size === other.size && [...one].every(([key, value]) => sameJson(value, other.get(key)))
}

function heldBy(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, part]) => part !== undefined))
}
