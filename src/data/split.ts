import { hashText, threefry } from '../shared/random.ts'

export interface Split {
  /** Positions, ascending. */
  readonly train: readonly number[]
  readonly valid: readonly number[]
}

/**
 * Splits positions so that equal keys never lie on both sides. The keys are ranked by a hash of (seed, key): the split
 * does not depend on the order of the pairs, and adding pairs moves few of the others. Keys go to validation until it
 * holds the share asked for, at least one; at least one stays for training.
 * @throws RangeError with fewer than two different keys
 */
export function splitByKey(keys: readonly string[], validFraction: number, seed: number): Split {
  const positions = new Map<string, number[]>()
  for (const [position, key] of keys.entries()) {
    const group = positions.get(key)
    if (group) group.push(position)
    else positions.set(key, [position])
  }
  if (positions.size < 2) throw new RangeError('A split needs two different keys')
  const site = hashText('split')
  const ranked = [...positions]
    .map(([key, group]) => ({ key, group, rank: threefry(seed, site, hashText(key), key.length) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.key < b.key ? -1 : 1))

  const wanted = Math.max(1, Math.round(keys.length * validFraction))
  const valid: number[] = []
  const train: number[] = []
  for (const [index, { group }] of ranked.entries()) {
    const forValidation = valid.length < wanted && index < ranked.length - 1
    const side = forValidation ? valid : train
    for (const position of group) side.push(position)
  }
  return { train: train.sort((a, b) => a - b), valid: valid.sort((a, b) => a - b) }
}
