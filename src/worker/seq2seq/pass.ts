import * as tf from '@tensorflow/tfjs-core'
import type { Attended, AttentionMemory } from '../attention/attention.ts'
import { addCoverage, attendAll, memoryOf } from './attending.ts'
import type { Carried } from './carried.ts'
import type { Decoder } from './decoder.ts'
import type { LayerStates } from './encoder.ts'
import type { BoundStack } from './stack.ts'

/** The parts of the first layer's input: the token, and the context or what input feeding feeds. */
const EMBEDDING = 0
const JOINED = 1

/** The decoder over one batch of encoded sentences: what is the same at every step is computed when it is made. */
export interface DecoderPass {
  /** The embedded token's share of the first layer's input: [..., embedding] → [..., gates * hidden] a direction. */
  project(embedded: tf.Tensor): tf.Tensor[]
  /** One step from the embedded token [batch, embedding] up to the top layer. */
  step(
    embedded: tf.Tensor,
    projected: readonly tf.Tensor[],
    carried: Carried,
    between: readonly (tf.Tensor | null)[],
  ): PassStep
  /** All steps at once from embedded tokens [target, batch, embedding]; not for a decoder that {@link goesByStep}. */
  run(embedded: tf.Tensor, carried: Carried, between: readonly (tf.Tensor | null)[]): Decoded
  /** From decoded steps to logits, with the attention of the top where that has waited until now. */
  read(decoded: Decoded): Read
}

export interface PassStep {
  readonly output: tf.Tensor // [batch, size]
  readonly embedded: tf.Tensor // [batch, embedding]
  /** The step's place in the target, [batch, 1]. */
  readonly time: tf.Tensor
  /** Of each attention; empty where the top's waits to be asked for all steps at once. */
  readonly attended: readonly Attended[] // target 1
  readonly carried: Carried
}

/** Steps before the logits. */
export interface Decoded {
  readonly outputs: tf.Tensor // [target, batch, size]
  readonly embedded: tf.Tensor // [target, batch, embedding]
  readonly positions: tf.Tensor // [1 or batch, target, 1]
  /** Of the last attention, [target, batch, context]; null where it waits or there is none. */
  readonly contexts: tf.Tensor | null
  readonly attended: readonly Attended[]
  /** What the logits are computed from, where the steps had to know: [target, batch, readout.size]. */
  readonly vectors: tf.Tensor | null
}

export interface Read {
  readonly logits: tf.Tensor // [target, batch, vocabulary]
  readonly weights: tf.Tensor | null // [batch, attentions, heads, target, source]
  /** Of the windows of local spans. */
  readonly centres: tf.Tensor | null // [batch, attentions, target]
  /** How much they cut off; computed where it is called. */
  readonly outside: (() => tf.Tensor) | null // [batch, attentions, heads, target]
}

/** Whether a step's input waits for the step before, even where all tokens are known. */
export function goesByStep({ placing, feeding }: Decoder): boolean {
  return placing === 'input from state' || feeding
}

export function beginPass(decoder: Decoder, memory: AttentionMemory): DecoderPass {
  const { attentions, placing, readout, feeding, covering } = decoder
  const stack = decoder.stack.bind()
  const memories = attentions.map((_, index) => memoryOf(memory, index))
  const topCanWait = placing === 'top' && !feeding && !covering

  /** Queries [batch, target, query] to attention `index`. */
  function ask(index: number, queries: tf.Tensor, positions: tf.Tensor, carried: Pick<Carried, 'coverage'>): Attended {
    const coverage = carried.coverage[index] ?? null
    return attendAll(found(attentions[index]), queries, found(memories[index]), { positions, coverage })
  }

  return {
    project: (embedded) => stack.project(EMBEDDING, embedded),

    step: (embedded, projected, carried, between) => {
      const { states, time, fed } = carried
      const position = tf.expandDims(time, 1)
      const attended: Attended[] = []
      /** One step's context [batch, context] for a query [batch, size]. */
      const contextOf = (index: number, query: tf.Tensor) => {
        const answer = ask(index, tf.expandDims(query, 1), position, carried)
        attended.push(answer)
        return flattenSteps(answer.context)
      }
      let inputs = projected
      if (placing === 'input from state') inputs = addShare(stack, projected, contextOf(0, lastHidden(states)))
      if (placing === 'input from embedding') inputs = addShare(stack, projected, contextOf(0, embedded))
      if (fed) inputs = addShare(stack, projected, fed)

      const top = stack.step(inputs, states, between, (output, layer) =>
        placing === 'layer-wise' ? tf.concat([output, contextOf(layer, output)], 1) : output,
      )
      const { output } = top
      if (placing === 'layer-wise' || (placing === 'top' && !topCanWait)) contextOf(attentions.length - 1, output)
      const context = attended.at(-1)?.context
      const next = {
        states: top.states,
        time: tf.add(time, 1),
        fed: fed && readout.join({ output, context: context ? flattenSteps(context) : null, embedding: embedded }),
        coverage: carried.coverage.map((before, index) => addCoverage(before, found(attended[index]))),
      }
      return { output, embedded, time, attended, carried: next }
    },

    run: (embedded, carried, between) => {
      if (goesByStep(decoder)) throw new Error('Here each step’s input waits for the step before.')
      const [target = 0] = embedded.shape
      const positions = tf.reshape(tf.range(0, target, 1, 'float32'), [1, target, 1])
      const attended: Attended[] = []
      /** Contexts of all steps for queries; both [batch, target, …]. */
      const contextsOf = (index: number, queries: tf.Tensor) => {
        const answer = ask(index, queries, positions, carried)
        attended.push(answer)
        return answer.context
      }
      const projected = stack.project(EMBEDDING, embedded)
      const inputs =
        placing === 'input from embedding'
          ? addShare(stack, projected, swapTimeAndBatch(contextsOf(0, swapTimeAndBatch(embedded))))
          : projected
      const outputs = stack.run(inputs, carried.states, between, (output, layer) =>
        placing === 'layer-wise'
          ? tf.concat([output, swapTimeAndBatch(contextsOf(layer, swapTimeAndBatch(output)))], 2)
          : output,
      )
      if (placing === 'layer-wise' || placing === 'top') contextsOf(attentions.length - 1, swapTimeAndBatch(outputs))
      const last = attended.at(-1)
      const contexts = last ? swapTimeAndBatch(last.context) : null
      return { outputs, embedded, positions, contexts, attended, vectors: null }
    },

    read: ({ outputs, embedded, positions, contexts, attended, vectors }) => {
      const waited = attended.length < attentions.length
      const late = waited ? [ask(0, swapTimeAndBatch(outputs), positions, { coverage: [] })] : []
      const all = waited ? late : attended
      const [last] = late
      const context = last ? swapTimeAndBatch(last.context) : contexts
      const logits = readout.logits(vectors ?? readout.join({ output: outputs, context, embedding: embedded }))
      const weights = all.map((each) => each.weights)
      const centres = all.flatMap((each) => each.centres ?? [])
      const outside = all.flatMap((each) => each.outside ?? [])
      return {
        logits,
        weights: weights.length > 0 ? tf.stack(weights, 1) : null,
        centres: centres.length > 0 ? tf.stack(centres, 1) : null,
        outside:
          outside.length > 0
            ? () =>
                tf.stack(
                  outside.map((compute) => compute()),
                  1,
                )
            : null,
      }
    },
  }
}

/** PyTorch's hidden[-1]: the last direction of the top layer. */
function lastHidden(states: LayerStates): tf.Tensor {
  return found(states.at(-1)?.at(-1)?.[0])
}

/** Adds what else the first layer reads, [..., size], to the token's share of its input. */
function addShare(stack: BoundStack, projected: readonly tf.Tensor[], joined: tf.Tensor): tf.Tensor[] {
  return stack.project(JOINED, joined, projected)
}

/** [batch, 1, size] → [batch, size] */
export function flattenSteps(x: tf.Tensor): tf.Tensor {
  const [batch = 0, , size = 0] = x.shape
  return tf.reshape(x, [batch, size])
}

/** [a, b, size] → [b, a, size] */
export function swapTimeAndBatch(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [1, 0, 2])
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The decoder’s parts do not fit together.')
  return value
}
