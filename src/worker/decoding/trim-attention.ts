import type * as tf from '@tensorflow/tfjs-core'

/** Attention weights of a padded batch, row-major [batch, layers, heads, target, source]. */
export interface PaddedAttention {
  readonly shape: readonly [batch: number, layers: number, heads: number, target: number, source: number]
  readonly values: Float32Array
}

/** The weights of one sentence without its padding: [layers, heads, target, source] of the given lengths. */
export function trimAttention(
  { shape, values }: PaddedAttention,
  sentence: number,
  target: number,
  source: number,
): Float32Array {
  const [, layers, heads, paddedTarget, paddedSource] = shape
  const maps = layers * heads
  const trimmed = new Float32Array(maps * target * source)
  for (let map = 0; map < maps; map++) {
    for (let row = 0; row < target; row++) {
      const from = ((sentence * maps + map) * paddedTarget + row) * paddedSource
      trimmed.set(values.subarray(from, from + source), (map * target + row) * source)
    }
  }
  return trimmed
}

/** Reads attention [batch, layers, heads, target, source] from the device. */
export function readAttention(attention: tf.Tensor5D): PaddedAttention {
  return { shape: attention.shape, values: Float32Array.from(attention.dataSync()) }
}

/** A decode's attention without padding, of no layers where none was kept. */
export function trimmed(kept: PaddedAttention | null, sentence: number, target: number, source: number) {
  if (!kept) return { layers: 0, heads: 0, attention: new Float32Array(0) }
  const [, layers, heads] = kept.shape
  return { layers, heads, attention: trimAttention(kept, sentence, target, source) }
}
