import * as tf from '@tensorflow/tfjs-core'
import { BOS } from '../../data/vocabulary.ts'
import type { Encoded } from '../seq2seq/types.ts'
import { type BeamSentence, type Prefix, type Taken, createBeamSentence } from './beam-sentence.ts'
import { readHypotheses } from './follow-back.ts'
import type { Hypothesis, Stepper } from './hypothesis.ts'
import { sourceLengths } from './lengths.ts'
import { allowedLogProbabilities, onlyToken } from './log-probabilities.ts'
import { attentionShare, coverageTerm, type Penalties } from './penalties.ts'
import { repeatEncoded, repeatRows, takeRows, takeStateRows } from './rows.ts'
import { type Turns, turnsInScope } from './turns.ts'

export interface BeamOptions extends Penalties {
  /** Hypotheses of a sentence that are kept at every step; 1 decodes greedily. */
  readonly size: number
  /** Hypotheses given for a sentence, the best first; at most `size`. */
  readonly best: number
  /** Most tokens of a target, `<eos>` counted, by the length of its source. */
  readonly limit: (sourceLength: number) => number
  /** Keep the attention weights. */
  readonly attention: boolean
  /** Ids that every target begins with, whatever the model would have chosen; they are scored like all others. */
  readonly prefix?: Int32Array
  /** Hears of every step. */
  readonly observe?: BeamObserver
}

/** Hears how one beam grows. */
export interface BeamObserver {
  /** How many of the most probable next tokens it wants to hear of. */
  readonly alternatives: number
  step(observed: ObservedStep): void
}

/** A step of one sentence's beam. */
export interface ObservedStep {
  /** What was looked at: the living prefixes, or null before the first step. */
  readonly from: readonly (Prefix | null)[]
  readonly taken: Taken
  /** Of each of `from`, in its order: its most probable next tokens, the best first. */
  readonly alternatives: readonly { readonly ids: Int32Array; readonly logProbabilities: Float32Array }[]
  /** Whether the search goes on. */
  readonly open: boolean
}

// Types and not interfaces, and nothing null: tf.tidy takes no others.
/** What a step needs of the step before, besides which rows go on. */
type Carried = {
  state: tf.Tensor[]
  /** Sum of the attention so far; none without coverage penalty. */
  covered: tf.Tensor2D | undefined // [batch * size, source]
}

type Step = Carried & {
  attention: tf.Tensor4D | undefined // [batch * size, layers, heads, source]
  values: tf.Tensor2D // [batch, size]
  indices: tf.Tensor2D // int32 [batch, size]
  terms: tf.Tensor1D | undefined // [batch * size]
  vocabulary: number
  /** What an observer wants to hear of. */
  nextTokens: tf.Tensor2D | undefined // int32 [batch * size, alternatives]
  nextValues: tf.Tensor2D | undefined // [batch * size, alternatives]
}

/** A place of the beam where nothing lives. Log-probabilities added to it stay far below all others. */
const DEAD = -3e38

/**
 * Decodes a batch with beam search: source int32 [batch, source], mask [batch, source] → for each sentence its `best`
 * hypotheses, at least one. All hypotheses of all sentences take one step together; the device finds the best
 * continuations, of which only `size` a sentence are read back. See {@link createBeamSentence} for what is kept and when
 * it ends. Without attention a coverage penalty does nothing. Yields between two steps. Leaves no tensors behind.
 */
export function* decodeWithBeam(
  model: Stepper,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  options: BeamOptions,
): Turns<Hypothesis[][]> {
  const { size } = options
  const lengths = sourceLengths(sourceMask)
  const sentences = lengths.map((length) => createBeamSentence({ ...options, limit: options.limit(length) }))
  return yield* turnsInScope(function* () {
    const first = model.encode(source, sourceMask)
    const encoded = repeatEncoded(first.encoded, size)
    let carried: Carried = {
      state: first.state.map((tensor) => repeatRows(tensor, size)),
      covered: options.coveragePenalty > 0 ? tf.zerosLike(encoded.mask) : undefined,
    }
    const weights: tf.Tensor4D[] = []
    for (let time = 0; sentences.some(({ open }) => open); time++) {
      const step = tf.tidy(() => advance(model, encoded, carried, sentences, options, time))
      dispose(...carried.state, carried.covered)
      carried = step
      if (options.attention && step.attention) weights.push(step.attention)
      else dispose(step.attention)
      readCandidates(step, sentences, options)
      yield
    }
    return readHypotheses(sentences, lengths, weights)
  })
}

function advance(
  model: Stepper,
  encoded: Encoded,
  carried: Carried,
  sentences: readonly BeamSentence[],
  { size, prefix, observe }: BeamOptions,
  time: number,
): Step {
  const { rows, tokens, scores } = nextInputs(sentences, size)
  const ids = tf.tensor1d(rows, 'int32')
  const step = model.step(encoded, takeStateRows(carried.state, ids), tf.tensor1d(tokens, 'int32'))
  const vocabulary = step.logits.shape[1]
  const logarithms = allowedLogProbabilities(step.logits)
  const forced = prefix?.[time]
  const choice = forced === undefined ? logarithms : tf.add(logarithms, onlyToken(vocabulary, forced))
  const totals = tf.add(choice, tf.tensor2d(scores, [rows.length, 1]))
  const next = observe && tf.topk<tf.Tensor2D>(logarithms, Math.min(observe.alternatives, vocabulary))
  const { values, indices } = tf.topk<tf.Tensor2D>(tf.reshape(totals, [sentences.length, size * vocabulary]), size)
  const covered =
    carried.covered && step.attention
      ? tf.add<tf.Tensor2D>(takeRows(carried.covered, ids), attentionShare(step.attention))
      : undefined
  const terms = covered && coverageTerm(covered, encoded.mask)
  const attention = step.attention ?? undefined
  const observed = { nextTokens: next?.indices, nextValues: next?.values }
  return { state: [...step.state], covered, attention, values, indices, terms, vocabulary, ...observed }
}

/** Which row of the step before each row goes on from, what it is fed, and its score relative to its sentence's best. */
function nextInputs(sentences: readonly BeamSentence[], size: number) {
  const count = sentences.length * size
  const rows = Int32Array.from({ length: count }, (_, row) => row)
  const tokens = new Int32Array(count).fill(BOS)
  const scores = new Float32Array(count).fill(DEAD)
  sentences.forEach(({ live, base, started }, index) => {
    const from = index * size
    if (!started) scores[from] = 0
    live.forEach(({ row, token, score }, slot) => {
      rows[from + slot] = row
      tokens[from + slot] = token
      scores[from + slot] = score - base
    })
  })
  return { rows, tokens, scores }
}

function readCandidates(
  step: Step,
  sentences: readonly BeamSentence[],
  { size, observe }: Pick<BeamOptions, 'size' | 'observe'>,
): void {
  const { vocabulary } = step
  const values = step.values.dataSync()
  const indices = step.indices.dataSync()
  const terms = step.terms?.dataSync() ?? null
  const nextOf = observe && readNext(step)
  dispose(step.values, step.indices, step.terms, step.nextTokens, step.nextValues)
  sentences.forEach((sentence, index) => {
    if (!sentence.open) return
    const [first, to] = [index * size, (index + 1) * size]
    const from = sentence.started ? sentence.live : [null]
    const taken = sentence.take({
      values: values.subarray(first, to),
      indices: indices.subarray(first, to),
      coverage: terms && terms.subarray(first, to),
      vocabulary,
      firstRow: first,
    })
    if (!observe || !nextOf) return
    const alternatives = from.map((_, slot) => nextOf(first + slot))
    observe.step({ from, taken, alternatives, open: sentence.open })
  })
}

/** Row by row, the most probable next tokens. */
function readNext({ nextTokens, nextValues }: Step) {
  const count = nextTokens?.shape[1] ?? 0
  const [ids, values] = [nextTokens?.dataSync() ?? [], nextValues?.dataSync() ?? []]
  return (row: number) => ({
    ids: Int32Array.from(ids.slice(row * count, (row + 1) * count)),
    logProbabilities: Float32Array.from(values.slice(row * count, (row + 1) * count)),
  })
}

function dispose(...tensors: readonly (tf.Tensor | undefined)[]): void {
  for (const tensor of tensors) tensor?.dispose()
}
