// Updates of variables by TensorFlow's own in-place operations, which tfjs has no means to call: only a graph has
// the variables' handles.
import type * as tf from '@tensorflow/tfjs-core'
import type { Attributes } from '../native.ts'

/** An operation that updates the variables it is given first, such as `ResourceApplyAdam`. */
export interface InPlaceUpdate {
  readonly op: string
  readonly attributes: Attributes
  readonly variables: readonly tf.Variable[]
  readonly inputs: readonly tf.Tensor[]
}

type Recorder = (update: InPlaceUpdate) => void
let recorder: Recorder | null = null

/**
 * An update of variables: `eagerly` where the code runs op by op, `update` in place where it is traced into a graph.
 * Both must compute the same.
 */
export function updateInPlace(update: InPlaceUpdate, eagerly: () => void): void {
  recorder?.(update)
  eagerly()
}

/** Hands the in-place updates of `body` to the recorder of a trace. */
export function withUpdateRecorder<Result>(record: Recorder, body: () => Result): Result {
  const before = recorder
  recorder = record
  try {
    return body()
  } finally {
    recorder = before
  }
}
