import { basename } from 'node:path'
import type { DataConfiguration } from '../../shared/config/data.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { readOrdinaryFile } from '../../shared/ordinary-file.ts'
import type { Pace } from '../../shared/pace.ts'
import type { RawPair } from '../types.ts'
import { TOKENIZERS } from './registry.ts'
import type { Tokenizer, TokenizerModels, Tokenizers } from './tokenizer.ts'

export interface PrepareOptions {
  readonly pace: Pace
  readonly onProgress?: ((text: string) => void) | undefined
  /** Kept by a run that goes on: nothing is learned or read then. */
  readonly models?: TokenizerModels | undefined
}

/** More than any model has. */
const MOST_BYTES = 256 * 1024 ** 2

/**
 * The tokenisers of both sides, learned from the training pairs or read from files where they have a model. With a joint
 * vocabulary one is learned, from both sides.
 * @throws bad-data, aborted
 */
export async function prepareTokenizers(
  { tokenizer, vocabulary }: Pick<DataConfiguration, 'tokenizer' | 'vocabulary'>,
  train: readonly RawPair[],
  { models, pace, onProgress }: PrepareOptions,
): Promise<Tokenizers> {
  if (models) return tokenizersOf(tokenizer, models)
  const source = await prepare('source', vocabulary.joint ? [textsOf(train, 'source'), textsOf(train, 'target')] : [])
  const target = vocabulary.joint ? source : await prepare('target')
  return { source, target }

  async function prepare(side: 'source' | 'target', both: readonly Iterable<string>[] = []): Promise<Tokenizer> {
    const kind = TOKENIZERS[tokenizer[side]]
    if (!kind.model) return kind.create(null)
    if (!kind.learn) {
      const file = side === 'source' ? tokenizer.sourceModel : tokenizer.targetModel
      onProgress?.(`reading ${basename(file ?? '')}`)
      return kind.create(kind.model.read(readModel(file), basename(file ?? '')))
    }
    const merges = side === 'source' ? tokenizer.sourceMerges : tokenizer.targetMerges
    const of = both.length > 0 ? 'both sides' : `the ${side}`
    const breathe = async (done: number): Promise<void> => {
      if (done % 100 === 0) onProgress?.(`learning the pieces of ${of}: ${done} of ${merges} merges`)
      await pace.breathe()
    }
    return kind.create(await kind.learn(chained(both.length > 0 ? both : [textsOf(train, side)]), merges, breathe))
  }
}

/** The tokenisers that were made of these models. @throws bad-data where one is none */
export function tokenizersOf(
  tokenizer: Pick<DataConfiguration['tokenizer'], 'source' | 'target'>,
  models: TokenizerModels,
): Tokenizers {
  const source = TOKENIZERS[tokenizer.source].create(models.source)
  const isSame = tokenizer.source === tokenizer.target && models.source === models.target
  return { source, target: isSame ? source : TOKENIZERS[tokenizer.target].create(models.target) }
}

function readModel(file: string | undefined): Uint8Array {
  if (file !== undefined) return readOrdinaryFile(file, { most: MOST_BYTES })
  throw new SaccadeError('bad-data', 'No file of the tokeniser is named', {
    hint: 'Name it as data.tokenizer.sourceModel or data.tokenizer.targetModel.',
  })
}

function* textsOf(pairs: readonly RawPair[], side: 'source' | 'target'): Iterable<string> {
  for (const pair of pairs) yield pair[side]
}

function* chained<T>(lists: readonly Iterable<T>[]): Iterable<T> {
  for (const list of lists) yield* list
}
