import { stat } from 'node:fs/promises'
import { tokenizersOf } from '../data/tokenizers/prepare.ts'
import type { Tokenizer } from '../data/tokenizers/tokenizer.ts'
import type { Vocabulary } from '../data/types.ts'
import { vocabularyFromJson } from '../data/vocabulary.ts'
import { readCheckpoint, requireFinite } from '../shared/checkpoint-file.ts'
import type { Configuration } from '../shared/config/configuration.ts'
import type { StoredModelRequest } from '../shared/contract/trainer.ts'
import { SaccadeError } from '../shared/errors.ts'
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

/** The models of checkpoints, of which those asked last stay loaded. */
export interface StoredModels {
  /**
   * Lets `work` have a checkpoint's model. One caller after the other: the work of two must not mix.
   * @throws not-found, storage, newer-version, engine, diverged; aborted while it waits for its turn
   */
  use<Result>(
    request: StoredModelRequest,
    signal: AbortSignal,
    work: (model: StoredModel) => Promise<Result>,
  ): Promise<Result>
  dispose(): void
}

interface Loaded extends StoredModel {
  readonly bytes: number
  dispose(): void
}

/** Before tokenisers had any. */
const NO_MODELS = { source: null, target: null }

/** Bytes of weights that stay in memory; the one that is used last stays, whatever its size. */
const ROOM = 512 * 2 ** 20

export function createStoredModels(room = ROOM): StoredModels {
  /** Used last comes last. */
  const loaded = new Map<string, Loaded>()
  let turn: Promise<unknown> = Promise.resolve()

  async function take(request: StoredModelRequest): Promise<Loaded> {
    const key = await keyOf(request)
    const model = loaded.get(key) ?? (await load(request))
    loaded.delete(key)
    loaded.set(key, model)
    let bytes = [...loaded.values()].reduce((sum, each) => sum + each.bytes, 0)
    for (const [old, { bytes: freed, dispose }] of loaded) {
      if (bytes <= room || old === key) break
      loaded.delete(old)
      bytes -= freed
      dispose()
    }
    return model
  }

  return {
    use(request, signal, work) {
      const answer = turn.then(async () => {
        if (signal.aborted) throw new SaccadeError('aborted', 'The question was given up')
        return work(await take(request))
      })
      turn = answer.catch(() => undefined)
      return answer
    },
    dispose() {
      for (const model of loaded.values()) model.dispose()
      loaded.clear()
    },
  }
}

/** A file that was replaced is another checkpoint. */
async function keyOf({ checkpoint, score }: StoredModelRequest): Promise<string> {
  const file = await stat(checkpoint).catch(() => null)
  return JSON.stringify([checkpoint, file?.mtimeMs, file?.size, score?.digest])
}

async function load({ checkpoint: path, configuration, score }: StoredModelRequest): Promise<Loaded> {
  const checkpoint = await readCheckpoint(path)
  requireFinite(checkpoint)
  await loadEngine(configuration.engine)
  const { content } = checkpoint
  const tokenizers = tokenizersOf(configuration.data.tokenizer, content.tokenizers ?? NO_MODELS)
  const source = { tokenizer: tokenizers.source, vocabulary: vocabularyFromJson(content.sourceVocabulary) }
  const target = { tokenizer: tokenizers.target, vocabulary: vocabularyFromJson(content.targetVocabulary) }
  const sizes = { source: source.vocabulary.size, target: target.vocabulary.size }
  const own = score ? loadOwnScore(score) : null
  const model = createModel(configuration.model, sizes, configuration.seed, own?.create)
  try {
    restoreWeights(checkpoint, { parameters: model.parameters, slots: null })
  } catch (error) {
    model.dispose()
    throw error
  }
  const bytes = [...model.parameters.values()].reduce((sum, { size }) => sum + 4 * size, 0)
  const dispose = () => model.dispose()
  return { configuration, inference: createEagerInference(model), source, target, bytes, dispose }
}
