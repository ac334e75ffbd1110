import { z } from 'zod'
import { anyNumberSchema, floatsSchema } from './values.ts'

/** How the decoder was fed while the weights were taken. */
const decodingModeSchema = z.enum(['teacher-forced', 'free-running'])
export type DecodingMode = z.output<typeof decodingModeSchema>

const windowSchema = z.strictObject({
  /** `centres[layer * target.length + t]` in source positions from 0, not always whole; all heads share one. */
  centres: floatsSchema,
  reach: anyNumberSchema,
  /**
   * The attention that the window cuts off: the share that a softmax of the same scores over the whole source would give to
   * positions outside, `outside[(layer * heads + head) * target.length + t]`. Not in what was kept by older versions.
   */
  outside: floatsSchema.optional(),
})
/** The source positions that a local span let be attended to: row t those from its centre - reach to its centre + reach. */
export type AttentionWindow = z.output<typeof windowSchema>

export const attentionMapSchema = z.strictObject({
  mode: decodingModeSchema,
  /** Source tokens as the encoder saw them, `<eos>` included. */
  source: z.array(z.string()).readonly(),
  /** The tokens the rows belong to: row t is the attention while predicting token t. `<eos>` included where it was reached. */
  target: z.array(z.string()).readonly(),
  layers: z.int().min(0),
  heads: z.int().min(0),
  weights: floatsSchema,
  /** Of a local span only, and not in what was kept by older versions. */
  window: windowSchema.optional(),
})

/**
 * The attention of one sentence: `weights[((layer * heads + head) * target.length + t) * source.length + s]`.
 * Rows sum to 1 over the source (to less with `model.attention.renormalize` off); sentences stand alone, so there is no padding in it.
 * A model without attention has `layers` 0 and no weights, but still its decoded text.
 */
export type AttentionMap = z.output<typeof attentionMapSchema>

const linksSchema = z.array(z.tuple([z.int().min(0), z.int().min(0)]).readonly()).readonly()
const alignmentSchema = z.strictObject({ sure: linksSchema, possible: linksSchema })

/** Gold alignment as links between token positions (0-based), source and target; `possible` holds the `sure` links as well. */
export type Alignment = z.output<typeof alignmentSchema>

export const watchedSentenceSchema = z.strictObject({
  index: z.int().min(0),
  source: z.array(z.string()).readonly(),
  /** Empty where the user gave none. */
  reference: z.array(z.string()).readonly(),
  alignment: alignmentSchema.nullable(),
})
/** A sentence whose decodes and attention are kept through training. */
export type WatchedSentence = z.output<typeof watchedSentenceSchema>
