import type { Batch, Vocabulary } from '../../data/types.ts'
import type { AttentionMap, AttentionWindow } from '../../shared/contract/attention.ts'
import type { Decoding } from '../decoding/greedy.ts'
import { trimAttention } from '../decoding/trim-attention.ts'
import type { ForcedPass } from '../inference/forced-pass.ts'

/** The ids of one row of a padded batch, `<eos>` included. */
function idsOfRow(ids: Int32Array, mask: Float32Array, length: number, row: number): Int32Array {
  const start = row * length
  let end = start
  while (end < start + length && mask[end] === 1) end++
  return ids.subarray(start, end)
}

/** The tokens as the model sees them: `<unk>` where unknown, `<eos>` at the end. */
function seenTokens(ids: Int32Array, { tokens }: Vocabulary): string[] {
  return Array.from(ids, (id) => {
    const token = tokens[id]
    if (token === undefined) throw new RangeError(`No token has the id ${id}`)
    return token
  })
}

export interface MapContext {
  readonly batch: Batch
  readonly sourceVocabulary: Vocabulary
  readonly targetVocabulary: Vocabulary
}

/** What row `row` of the batch attended to while the reference was fed; with its window, where it has one. */
export function forcedMap(
  context: MapContext,
  { attention }: ForcedPass,
  row: number,
  window?: AttentionWindow,
): AttentionMap {
  const { batch, targetVocabulary } = context
  const source = sourceTokens(context, row)
  const target = seenTokens(idsOfRow(batch.targetOutput, batch.targetMask, batch.targetLength, row), targetVocabulary)
  if (!attention) return { mode: 'teacher-forced', source, target, ...NO_WEIGHTS }
  const [, layers, heads] = attention.shape
  const weights = trimAttention(attention, row, target.length, source.length)
  return { mode: 'teacher-forced', source, target, layers, heads, weights, ...(window && { window }) }
}

/** What row `row` of the batch attended to while the model was fed its own tokens. */
export function freeMap(context: MapContext, decoding: Decoding, row: number, window?: AttentionWindow): AttentionMap {
  return {
    mode: 'free-running',
    source: sourceTokens(context, row),
    target: seenTokens(decoding.tokens, context.targetVocabulary),
    layers: decoding.layers,
    heads: decoding.heads,
    weights: decoding.attention,
    ...(window && { window }),
  }
}

function sourceTokens({ batch, sourceVocabulary }: MapContext, row: number): string[] {
  return seenTokens(idsOfRow(batch.source, batch.sourceMask, batch.sourceLength, row), sourceVocabulary)
}

/** Of a model without attention. */
const NO_WEIGHTS = { layers: 0, heads: 0, weights: new Float32Array(0) }
