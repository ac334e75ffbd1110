import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D, Variable } from '@tensorflow/tfjs-core'

/** A batch on the device. Masks are 1 on real tokens, 0 on padding. */
export interface BatchTensors {
  readonly source: Tensor2D // int32 [batch, source]
  readonly sourceMask: Tensor2D // float32 [batch, source]
  readonly targetInput: Tensor2D // int32 [batch, target]
  readonly targetOutput: Tensor2D // int32 [batch, target]
  readonly targetMask: Tensor2D // float32 [batch, target]
}

export interface ForwardOptions {
  /** Dropout is applied when set. */
  readonly training: boolean
  /**
   * int32 [2], made from the run's seed and the step: every random number of the pass is a function of
   * it and of the site that draws.
   */
  readonly seed: Tensor1D
  /**
   * float32 [target, batch] or [target, 1]: 1 feeds the reference at that step, 0 the model's own token.
   * Row 0 is not looked at (`<bos>` is always fed). null always feeds the reference.
   */
  readonly coins: Tensor2D | null
  readonly feed: 'argmax' | 'sample'
}

export interface ForwardResult {
  readonly logits: Tensor3D // float32 [target, batch, target vocabulary]: step after step
  /** float32 [batch, layers, heads, target, source]; null without attention. */
  readonly attention: Tensor5D | null
  /** Centres of the windows in source positions from 0, [batch, layers, target]; null without a local span. */
  readonly centres: Tensor3D | null
  /**
   * The attention that the windows cut off, float32 [batch, layers, heads, target]: the share that a softmax over the whole
   * sentence would give outside. Computed where it is called; null without a local span.
   */
  readonly outside: (() => Tensor4D) | null
  /**
   * Σ min(attention, coverage) over the source (See 2017, equation 12), mean of the layers: [batch, target]; null
   * without coverage.
   */
  readonly overlap: Tensor2D | null
}

/** The source as the decoder sees it: everything that is computed once per sentence and read at every step. */
export interface Encoded {
  readonly mask: Tensor2D // [batch, source]
  /** Keys and the like, projected once, [batch, …] each; what is in it is the attentions' own affair. */
  readonly memory: Readonly<Record<string, Tensor>>
}

/**
 * Decoder state between two steps: tensors in a fixed order, [batch, …] each, so that beam search can reorder rows.
 * The recurrent states come first; the last one is the number of tokens fed so far, float32 [batch, 1].
 */
export type DecoderState = readonly Tensor[]

export interface DecoderStep {
  readonly logits: Tensor2D // [batch, target vocabulary]
  readonly state: DecoderState
  readonly attention: Tensor4D | null // [batch, layers, heads, source]
}

/**
 * A sequence-to-sequence model in ordinary eager tfjs. Nothing in it reads a tensor's value in JavaScript, so the
 * same code can be traced into a graph. Callers wrap calls in `tf.tidy`.
 */
export interface Seq2SeqModel {
  /** Trainable variables by name, such as `encoder.layers.0.forward.weightHidden`, in a fixed order. */
  readonly parameters: ReadonlyMap<string, Variable>
  /** The teacher-forced (or mixed, see coins) pass over whole targets. */
  forward(batch: BatchTensors, options: ForwardOptions): ForwardResult
  /** Encodes without dropout and gives the decoder's first state. */
  encode(source: Tensor2D, sourceMask: Tensor2D): { encoded: Encoded; state: DecoderState }
  /** One step of decoding without dropout; `tokens` int32 [batch]. */
  step(encoded: Encoded, state: DecoderState, tokens: Tensor1D): DecoderStep
  dispose(): void
}
