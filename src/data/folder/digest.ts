import { createHash } from 'node:crypto'

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
