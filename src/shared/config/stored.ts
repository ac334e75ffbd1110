import { type JsonObject, isJsonObject, merge, valueAt } from './assign.ts'
import { configurationSchema } from './configuration.ts'

/** A setting that older configurations lack, and what they meant without it: what was done then. */
interface Later {
  readonly path: string
  /** Settings to lay over such a configuration. */
  meant(before: JsonObject): JsonObject
}

/** Every setting that came after version 0.1, in the order in which they came. */
const LATER: readonly Later[] = [
  { path: 'model.encoder.embeddingDropout', meant: (before) => ofSide(before, 'encoder') },
  { path: 'model.decoder.embeddingDropout', meant: (before) => ofSide(before, 'decoder') },
  // What `pytorch` means for multi-head attention changed when this one came.
  { path: 'model.attention.bias', meant: (before) => ({ model: { attention: { bias: false }, ...drawn(before) } }) },
  { path: 'model.attention.renormalize', meant: () => ({ model: { attention: { renormalize: true } } }) },
  { path: 'evaluation.maximumLength', meant: () => ({ evaluation: { maximumLength: 0 } }) },
  { path: 'evaluation.keep', meant: () => ({ evaluation: { keep: 0 } }) },
  {
    path: 'training.keep',
    meant: () => ({ training: { keep: { kind: 'best-and-last', every: 1, megabytes: 200 } } }),
  },
  // No tokeniser had any merges.
  { path: 'data.tokenizer.sourceMerges', meant: () => ({ data: { tokenizer: { sourceMerges: 4000 } } }) },
  { path: 'data.tokenizer.targetMerges', meant: () => ({ data: { tokenizer: { targetMerges: 4000 } } }) },
]

/** Dropout had one rate, on the embeddings as between the layers. */
function ofSide(before: JsonObject, side: 'encoder' | 'decoder'): JsonObject {
  return { model: { [side]: { embeddingDropout: valueAt(before, `model.${side}.dropout`) ?? 0 } } }
}

function drawn(before: JsonObject): JsonObject {
  const scheme = valueAt(before, 'model.initialization') ?? 'pytorch'
  const changed = scheme === 'pytorch' && valueAt(before, 'model.attention.score') === 'multi-head'
  return changed ? { initialization: 'pytorch-0.1' } : {}
}

/**
 * A configuration that some version of Saccade stored, with every setting that came later at what was done before. The
 * only place where it is said what a missing setting meant. The result is unchecked.
 */
export function fromStored(stored: unknown): unknown {
  if (!isJsonObject(stored)) return stored
  return LATER.reduce(
    (whole, { path, meant }) => (valueAt(whole, path) === undefined ? merge(whole, meant(stored)) : whole),
    stored,
  )
}

/**
 * A configuration file's content. Where nothing of its time is left out, as in what exported packages hold, it was stored and
 * {@link fromStored} holds. Where settings are left out, they are left to the defaults and presets of today.
 */
export function fromFile(given: JsonObject): JsonObject {
  const stored = fromStored(given)
  const read = configurationSchema.safeParse(stored)
  return read.success && isJsonObject(stored) && leavesNothingOut(stored, read.data) ? stored : given
}

/** Whether reading added nothing. */
function leavesNothingOut(given: unknown, read: unknown): boolean {
  if (!isJsonObject(read)) return given !== undefined
  return isJsonObject(given) && Object.entries(read).every(([key, inner]) => leavesNothingOut(given[key], inner))
}
