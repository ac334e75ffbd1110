import { z } from 'zod'
import { tokenizersOf } from '../../../data/tokenizers/prepare.ts'
import { TOKENIZERS } from '../../../data/tokenizers/registry.ts'
import type { Tokenizer, TokenizerModels, Tokenizers } from '../../../data/tokenizers/tokenizer.ts'
import type { Configuration } from '../../../shared/config/configuration.ts'
import { parseConfiguration } from '../../../shared/config/check.ts'
import { fromStored } from '../../../shared/config/stored.ts'
import type { WatchedSentence } from '../../../shared/contract/attention.ts'
import type { PackageFile } from '../../../shared/contract/run-service.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { problemsText, schemaProblems } from '../../../shared/schema-problems.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../shared/safetensors.ts'
import { type VocabularyJson, vocabularyFromJson } from '../../../data/vocabulary.ts'
import { composeModel } from './model.ts'
import { composeReadme } from './readme.ts'
import { shapeOf } from './shape.ts'
import { type Tensors, fromPytorch, toPytorch } from './tensors.ts'
import { composeTokenizer, modelFileName } from './tokenizer.ts'
import { composeTranslate } from './translate.ts'

/** A trained model, wherever it comes from. */
export interface TrainedModel {
  readonly configuration: Configuration
  readonly vocabulary: { readonly source: VocabularyJson; readonly target: VocabularyJson }
  /** What the tokenisers were made from, where that is more than rules. */
  readonly tokenizers?: TokenizerModels | undefined
  /** Saccade's parameters by name. */
  readonly parameters: Tensors
  readonly step: number
  /** Sentences whose attention is kept. */
  readonly watched: readonly WatchedSentence[]
}

const WEIGHTS = 'weights.safetensors'
const VOCABULARY = 'vocabulary.json'
const CONFIGURATION = 'config.json'
const WATCHED = 'watched.json'

/** The files that the way back reads; the sentences may be missing, and files of tokenisers that have none. */
export const READ_BACK = [
  ...[CONFIGURATION, VOCABULARY, WEIGHTS, WATCHED],
  ...['source.codes', 'target.codes', 'source.model', 'target.model'],
]

/** All that is written of a run for PyTorch. */
export function createPackage(
  model: TrainedModel,
  facts: { name: string; run: string; version: string },
): PackageFile[] {
  const { configuration, vocabulary, parameters, step, watched } = model
  const shape = shapeOf(configuration.model, sizesOf(vocabulary))
  const { source, plans } = composeModel(shape)
  const metadata = { format: 'pt', saccade: facts.version, run: facts.run, step: String(step) }
  const { data, evaluation } = configuration
  return [
    text('model.py', source),
    text('translate.py', composeTranslate(evaluation.lengthFactor)),
    text('tokenizer.py', composeTokenizer(data.tokenizer)),
    ...modelFiles(data.tokenizer, model.tokenizers),
    { name: WEIGHTS, content: encodeSafetensors({ tensors: toPytorch(plans, parameters), metadata }) },
    text(VOCABULARY, toJson(vocabulary)),
    text(CONFIGURATION, toJson(configuration)),
    text(WATCHED, toJson(watched)),
    text('README.md', composeReadme({ ...facts, step, tokenizer: data.tokenizer }, shape)),
  ]
}

/**
 * Reads what came back from PyTorch. Only {@link READ_BACK} is looked at.
 * @throws bad-data, bad-configuration, each naming what is wrong with which file
 */
export function readPackage(files: readonly PackageFile[]): TrainedModel {
  const configuration = parseConfiguration(fromStored(readJson(files, CONFIGURATION)))
  const vocabulary = readVocabulary(readJson(files, VOCABULARY))
  const { tensors, metadata } = readWeights(find(files, WEIGHTS))
  const { plans } = composeModel(shapeOf(configuration.model, sizesOf(vocabulary)))
  const parameters = fromPytorch(plans, tensors)
  const step = /^\d{1,9}$/.test(metadata.step ?? '') ? Number(metadata.step) : configuration.training.steps
  const { tokenizer } = configuration.data
  const tokenizers = readModels(files, tokenizer)
  const watched = readWatched(files, tokenizersOf(tokenizer, tokenizers ?? { source: null, target: null }))
  return { configuration, vocabulary, ...(tokenizers && { tokenizers }), parameters, step, watched }
}

type TokenizerSettings = Configuration['data']['tokenizer']
const SIDES = ['source', 'target'] as const

function modelFiles(tokenizer: TokenizerSettings, models: TokenizerModels | undefined): PackageFile[] {
  return SIDES.flatMap((side) => {
    const [name, model] = [modelFileName(side, tokenizer[side]), models?.[side]]
    const content =
      model === undefined || model === null ? undefined : TOKENIZERS[tokenizer[side]].model?.toBytes(model)
    return name && content ? [{ name, content }] : []
  })
}

/** @throws bad-data where a file is missing or none */
function readModels(files: readonly PackageFile[], tokenizer: TokenizerSettings): TokenizerModels | undefined {
  const read = (side: 'source' | 'target') => {
    const name = modelFileName(side, tokenizer[side])
    return name === null ? null : (TOKENIZERS[tokenizer[side]].model?.read(find(files, name), name) ?? null)
  }
  const models = { source: read('source'), target: read('target') }
  return models.source === null && models.target === null ? undefined : models
}

function sizesOf({ source, target }: TrainedModel['vocabulary']) {
  return { source: source.tokens.length, target: target.tokens.length }
}

function readVocabulary(value: unknown): TrainedModel['vocabulary'] {
  const sides = typeof value === 'object' && value !== null ? value : {}
  const read = (side: 'source' | 'target'): VocabularyJson => {
    const found: unknown = side in sides ? sides[side as keyof typeof sides] : undefined
    try {
      const { tokens, counts } = vocabularyFromJson(found)
      return { tokens: [...tokens], counts: [...counts] }
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^.*?: /, '') : String(error)
      throw new SaccadeError('bad-data', `${VOCABULARY} cannot be used, its ${side} side: ${reason}`, {
        hint: 'It holds {"source": {"tokens": […], "counts": […]}, "target": …}, the special tokens first. Nothing was imported.',
      })
    }
  }
  return { source: read('source'), target: read('target') }
}

const tokens = z.array(z.string().min(1))
const links = z.array(z.tuple([z.int().min(0), z.int().min(0)]))
const watchedSchema = z.array(
  z.strictObject({
    index: z.int().min(0),
    source: tokens,
    reference: tokens,
    alignment: z.strictObject({ sure: links, possible: links }).nullable(),
  }),
)

function readWatched(files: readonly PackageFile[], tokenizers: Tokenizers): readonly WatchedSentence[] {
  if (!files.some(({ name }) => name === WATCHED)) return []
  const refuse = (what: string) =>
    new SaccadeError('bad-data', `${WATCHED} cannot be used: ${what}`, {
      hint: 'It may be left out. Nothing was imported.',
    })
  const stored = readJson(files, WATCHED)
  const read = watchedSchema.safeParse(stored)
  if (!read.success) throw refuse(problemsText(schemaProblems(read.error, stored)))
  const seen = new Set<number>()
  for (const sentence of read.data) {
    if (seen.has(sentence.index)) throw refuse(`there are two sentences ${sentence.index}`)
    seen.add(sentence.index)
    const fault = faultOf(sentence, tokenizers)
    if (fault) throw refuse(`sentence ${sentence.index} has ${fault}`)
  }
  return read.data.map((sentence) => recut(sentence, tokenizers))
}

/** As the tokenisers cut it now: pieces of words need not come back from their text. */
function recut(sentence: WatchedSentence, { source, target }: Tokenizers): WatchedSentence {
  const again = (tokens: readonly string[], { model, join, tokenize }: Tokenizer) =>
    model === null ? tokens : tokenize(join(tokens))
  return { ...sentence, source: again(sentence.source, source), reference: again(sentence.reference, target) }
}

/** What cannot be in a sentence that a run watched: it would be drawn beside attention over other tokens. */
function faultOf({ source, reference, alignment }: WatchedSentence, tokenizers: Tokenizers): string | null {
  const sides = { source, reference }
  for (const [side, own] of [['source', tokenizers.source] as const, ['reference', tokenizers.target] as const]) {
    const { id, model, tokenize, join } = own
    if (model !== null) continue
    const cut = tokenize(join(sides[side]))
    if (cut.length !== sides[side].length || cut.some((token, place) => token !== sides[side][place]))
      return `a ${side} that the tokeniser ${id} cuts otherwise`
  }
  const outside = [...(alignment?.sure ?? []), ...(alignment?.possible ?? [])].find(
    ([from, to]) => from >= source.length || to >= reference.length,
  )
  return outside ? `an alignment with a link ${outside.join('-')} to a token that is not there` : null
}

function readWeights(content: Uint8Array) {
  try {
    return decodeSafetensors(content, WEIGHTS)
  } catch (error) {
    throw new SaccadeError('bad-data', error instanceof Error ? error.message : String(error), {
      hint: `Save it with safetensors.torch.save_file(model.state_dict(), "${WEIGHTS}"). Nothing was imported.`,
      cause: error,
    })
  }
}

function readJson(files: readonly PackageFile[], name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(find(files, name))) as unknown
  } catch (error) {
    if (error instanceof SaccadeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-data', `${name} is not JSON: ${reason}`, { hint: 'Nothing was imported.' })
  }
}

function find(files: readonly PackageFile[], name: string): Uint8Array {
  const file = files.find((each) => each.name === name)
  if (file) return file.content
  throw new SaccadeError('bad-data', `There is no ${name} in the package`, {
    hint: 'Name a folder that `saccade export` made, or that has its files. Nothing was imported.',
  })
}

function text(name: string, content: string): PackageFile {
  return { name, content: new TextEncoder().encode(content) }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
