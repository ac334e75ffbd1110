import { BETWEEN } from '../run-name.ts'

/** What tells labels or names apart that are made of parts, and the parts that all of them share, to be said once beside them. */
export function apart(labels: readonly string[]): { readonly own: readonly string[]; readonly shared: string } {
  const [first, ...others] = labels.map((label) => label.split(BETWEEN))
  const shared =
    others.length > 0
      ? (first ?? []).filter((part) => part !== '' && others.every((parts) => parts.includes(part)))
      : []
  const own = labels.map((label) => {
    const parts = label.split(BETWEEN).filter((part) => !shared.includes(part))
    return parts.join(BETWEEN) || label
  })
  return { own, shared: shared.join(BETWEEN) }
}
