import { makeBatch } from '../data/batches.ts'
import { encodePair, encodeTokens, unknownPlaces } from '../data/encode.ts'
import type { Batch, EncodedPair } from '../data/types.ts'
import { EOS, SPECIAL_TOKENS, UNK } from '../data/vocabulary.ts'
import type { Configuration } from '../shared/config/configuration.ts'
import type { AnsweredToken, ModelAnswer } from '../shared/contract/asking.ts'
import type { AttentionWindow } from '../shared/contract/attention.ts'
import { type DecodingMethod, GREEDY } from '../shared/contract/decoding.ts'
import type { AskRequest } from '../shared/contract/trainer.ts'
import type { ReferenceScore } from '../shared/contract/translation.ts'
import { SaccadeError } from '../shared/errors.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import { createBreath } from './breath.ts'
import { type BeamRecorder, createBeamRecorder } from './decoding/beam-tree.ts'
import { decode } from './decoding/decode.ts'
import { inTurns } from './decoding/turns.ts'
import { forcedMap, freeMap } from './evaluation/maps.ts'
import { windowsOf } from './evaluation/windows.ts'
import { type TellingPass, logProbabilitiesOf } from './inference/forced-pass.ts'
import type { Inference } from './inference/inference.ts'
import type { StoredModel, StoredModels, TextSide } from './stored-models.ts'
import { hypothesisTexts } from './translate.ts'

/** Weights of one map: what an output may come to, however long its source, so that a runaway model fills no memory. */
const MOST_WEIGHTS = 16 * 2 ** 20

/**
 * Everything that a checkpoint's model makes of one sentence: output with what else might have stood there, maps, how probable
 * a target is, how the beam grew.
 *
 * @throws bad-usage where the source has no token, or a place to mask; not-found, storage, newer-version, diverged, engine, aborted
 */
export async function ask(models: StoredModels, request: AskRequest, signal: AbortSignal): Promise<ModelAnswer> {
  return models.use(request, signal, async (model) => {
    const { configuration, inference, source, target } = model
    const words = wordsOf(request, model)
    checkSourceLengths(configuration.model.attention, [words], 'The sentence')
    const encoded = encodePair(words, source.vocabulary, target.vocabulary)
    for (const place of request.masked ?? []) encoded.source[place] = UNK
    const batch = makeBatch([encoded], [0])
    const breathe = createBreath('The question', signal)
    const wanted = request.decoding ?? GREEDY
    const decoding = { ...wanted, lengthFactor: shortEnough(configuration, batch, wanted) }
    const recorder = request.tree && decoding.kind === 'beam' ? recorderOf(request.alternatives, decoding) : undefined
    const [found = []] = await inTurns(
      decode(inference, batch, decoding, {
        lengthFactor: decoding.lengthFactor,
        attention: true,
        prefix: encodeTokens(words.prefix, target.vocabulary).subarray(0, request.prefixEnds ? undefined : -1), // <eos> is last
        observe: recorder,
      }),
      breathe,
    )
    await breathe()
    const context = { sourceVocabulary: source.vocabulary, targetVocabulary: target.vocabulary }
    const best = found[0]
    const made = best && best.tokens.length > 0 ? { source: encoded.source, target: best.tokens } : null
    const reference = request.target === undefined ? null : encoded
    const fed = feedTogether(
      inference,
      configuration,
      [reference, made].filter((pair) => pair !== null),
      request.alternatives,
    )
    const [ofReference, ofMade] = [reference && fed.get(reference), made && fed.get(made)]
    return {
      source: words.source,
      prefix: words.prefix,
      unknown: {
        source: unknownPlaces(words.source, source.vocabulary),
        target: unknownPlaces(words.target, target.vocabulary),
        prefix: unknownPlaces(words.prefix, target.vocabulary),
      },
      tokens: made && ofMade ? answeredTokens(ofMade, made, target) : [],
      hypotheses: hypothesisTexts(found, target),
      maps: [
        ...(ofReference
          ? [forcedMap({ ...context, batch: ofReference.batch }, ofReference.pass, ofReference.row, ofReference.window)]
          : []),
        ...(best ? [freeMap({ ...context, batch }, best, 0, ofMade?.window)] : []),
      ],
      reference: ofReference ? referenceScore(ofReference, words, model) : null,
      tree: recorder ? recorder.tree((id) => tokenOf(id, target)) : null,
    }
  })
}

function wordsOf(request: AskRequest, { source, target }: StoredModel) {
  const words = {
    source: source.tokenizer.tokenize(request.source),
    target: target.tokenizer.tokenize(request.target ?? ''),
    prefix: target.tokenizer.tokenize(request.prefix ?? ''),
  }
  if (words.source.length === 0) {
    throw new SaccadeError('bad-usage', 'There is no token in the sentence', { hint: 'Write a source sentence.' })
  }
  const beyond = request.masked?.find((place) => place >= words.source.length)
  if (beyond !== undefined) {
    throw new SaccadeError('bad-usage', `There is no source token at place ${beyond} to mask`, {
      hint: `The sentence has ${words.source.length} tokens for this run, counted from 0.`,
    })
  }
  return words
}

function recorderOf(alternatives: number, beam: DecodingMethod & { kind: 'beam' }): BeamRecorder {
  return createBeamRecorder(Math.max(alternatives, 1), beam.best, beam)
}

/** The length factor that is asked for, or the largest whose map has room. */
function shortEnough({ model, evaluation }: Configuration, batch: Batch, decoding: DecodingMethod): number {
  const { attention, decoder } = model
  const wanted = decoding.lengthFactor ?? evaluation.lengthFactor
  if (attention.score === 'none') return wanted
  const maps = (attention.score === 'multi-head' ? attention.heads : 1) * decoder.layers
  const rows = MOST_WEIGHTS / (maps * batch.sourceLength)
  return Math.min(wanted, Math.max(rows - 10, 0) / batch.sourceLength)
}

/** A target that was fed: its row of a pass. */
interface Fed {
  readonly batch: Batch
  readonly pass: TellingPass
  readonly row: number
  readonly window: AttentionWindow | undefined
}

/** Tokens by which targets may differ to be fed in one pass, which is about as quick as one of them; padding is fed as well. */
const ALIKE = 50

function feedTogether(
  inference: Inference,
  { model }: Configuration,
  pairs: readonly EncodedPair[],
  alternatives: number,
): Map<EncodedPair, Fed> {
  const lengths = pairs.map(({ target }) => target.length)
  const alike = Math.max(...lengths) - Math.min(...lengths) <= ALIKE
  const batches = alike && pairs.length > 0 ? [pairs] : pairs.map((pair) => [pair])
  return new Map(
    batches.flatMap((those) => {
      const batch = makeBatch(those, [...those.keys()])
      const pass = inference.telling(batch, alternatives)
      const windows = windowsOf(inference, model, those)
      return those.map((pair, row) => [pair, { batch, pass, row, window: windows[row] }] as const)
    }),
  )
}

type Words = ReturnType<typeof wordsOf>

function referenceScore({ pass, row }: Fed, words: Words, { source, target }: StoredModel): ReferenceScore {
  return {
    source: words.source,
    target: [...words.target, SPECIAL_TOKENS[EOS]],
    logProbabilities: logProbabilitiesOf(pass, row, words.target.length + 1),
    unknown: {
      source: unknownPlaces(words.source, source.vocabulary),
      target: unknownPlaces(words.target, target.vocabulary),
    },
  }
}

function answeredTokens({ pass, row }: Fed, { target: ids }: EncodedPair, target: TextSide): AnsweredToken[] {
  const chosen = logProbabilitiesOf(pass, row, ids.length)
  const [, places, most] = pass.alternatives.shape
  return Array.from(ids, (id, place) => {
    const first = (row * places + place) * most
    return {
      token: tokenOf(id, target),
      logProbability: chosen[place] ?? NaN,
      alternatives: Array.from({ length: most }, (_, rank) => ({
        token: tokenOf(pass.alternatives.ids[first + rank] ?? UNK, target),
        probability: Math.exp(pass.alternatives.logProbabilities[first + rank] ?? NaN),
      })),
    }
  })
}

function tokenOf(id: number, { vocabulary }: TextSide): string {
  return vocabulary.tokens[id] ?? SPECIAL_TOKENS[UNK]
}
