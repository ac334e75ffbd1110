import type { Tokenizer } from '../data/tokenizers/tokenizer.ts'
import { getTokenizer } from '../data/tokenizers/registry.ts'
import type { Vocabulary } from '../data/types.ts'
import { vocabularyFromJson } from '../data/vocabulary.ts'
import { readCheckpoint, requireFinite } from '../shared/checkpoint-file.ts'
import type { Configuration } from '../shared/config/configuration.ts'
import type { StoredModelRequest } from '../shared/contract/trainer.ts'
import { loadOwnScore } from './attention/own-score/own-score.ts'
import { loadEngine } from './engine/load.ts'
import { createEagerInference } from './inference/eager-inference.ts'
import type { Inference } from './inference/inference.ts'
import { createModel } from './seq2seq/model.ts'
import { restoreWeights } from './training/checkpoint.ts'

/** What a text goes through on one side of a model. */
export interface TextSide {
  readonly tokenizer: Tokenizer
  readonly vocabulary: Vocabulary
}

/** The model of a checkpoint with all that it takes to ask it about text. */
export interface StoredModel {
  readonly configuration: Configuration
  readonly inference: Inference
  readonly source: TextSide
  readonly target: TextSide
}

/** Lets `use` have a checkpoint's model, and frees it after. @throws not-found, storage, newer-version, engine, diverged */
export async function withStoredModel<Result>(
  { checkpoint: path, configuration, score }: StoredModelRequest,
  use: (model: StoredModel) => Promise<Result>,
): Promise<Result> {
  const checkpoint = await readCheckpoint(path)
  requireFinite(checkpoint)
  await loadEngine(configuration.engine)
  const side = (end: 'source' | 'target', vocabulary: unknown): TextSide => ({
    tokenizer: getTokenizer(configuration.data.tokenizer[end]),
    vocabulary: vocabularyFromJson(vocabulary),
  })
  const source = side('source', checkpoint.content.sourceVocabulary)
  const target = side('target', checkpoint.content.targetVocabulary)
  const sizes = { source: source.vocabulary.size, target: target.vocabulary.size }
  const own = score ? loadOwnScore(score) : null
  const model = createModel(configuration.model, sizes, configuration.seed, own?.create)
  try {
    restoreWeights(checkpoint, { parameters: model.parameters, slots: null })
    return await use({ configuration, inference: createEagerInference(model), source, target })
  } finally {
    model.dispose()
  }
}
