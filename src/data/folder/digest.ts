import { createHash } from 'node:crypto'
import type { Pace } from '../../shared/pace.ts'

/**
 * The digest of pairs, whatever file they came in: SHA-256 over three of its kind, those of the text, of the lengths in
 * bytes (source, target, uint32 little-endian) and of the splits (a byte each). Lengths and text together say where every
 * side begins, so that no two lists of pairs are alike to it.
 */
export function createDigest() {
  const [text, lengths, splits] = [createHash('sha256'), createHash('sha256'), createHash('sha256')]
  return {
    add(bytes: Uint8Array, sideLengths: Uint32Array, splitNumbers: Uint8Array): void {
      text.update(bytes)
      lengths.update(new Uint8Array(sideLengths.buffer, sideLengths.byteOffset, sideLengths.byteLength))
      splits.update(splitNumbers)
    },
    finish: (): string =>
      createHash('sha256')
        .update('saccade pairs 1\n')
        .update(text.digest())
        .update(lengths.digest())
        .update(splits.digest())
        .digest('hex'),
  }
}

interface Texts {
  readonly source: string
  readonly target: string
}

export interface PairsDigest {
  readonly digest: string
  /** Of the text, in UTF-8. */
  readonly bytes: number
}

const BATCH = 4096

/** The digest that a dataset of these pairs has, the training pairs before the others. @throws aborted */
export async function digestOfPairs(
  { train, valid }: { readonly train: readonly Texts[]; readonly valid: readonly Texts[] | null },
  pace: Pace,
): Promise<PairsDigest> {
  const digest = createDigest()
  let bytes = 0
  for (const [split, pairs] of [train, valid ?? []].entries()) {
    for (let at = 0; at < pairs.length; at += BATCH) {
      const sides = pairs.slice(at, at + BATCH).flatMap(({ source, target }) => [source, target])
      const lengths = Uint32Array.from(sides, (side) => Buffer.byteLength(side))
      const text = Buffer.from(sides.map((side) => `${side}\n`).join(''))
      digest.add(text, lengths, new Uint8Array(sides.length / 2).fill(split))
      bytes += text.length
      await pace.breathe()
    }
  }
  return { digest: digest.finish(), bytes }
}
