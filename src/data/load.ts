import type { DataConfiguration } from '../shared/config/data.ts'
import { counted } from '../shared/counted.ts'
import { SaccadeError } from '../shared/errors.ts'
import { wordsOf } from '../shared/white-space.ts'
import { type PairsDigest, digestOfPairs } from './folder/digest.ts'
import { createPace, mapPaced } from './pace.ts'
import type { Pace } from '../shared/pace.ts'
import { readPairs } from './read-pairs.ts'
import { splitByKey } from './split.ts'
import { prepareTokenizers } from './tokenizers/prepare.ts'
import { characterTokenizer } from './tokenizers/character.ts'
import type { TokenizerModels, Tokenizers } from './tokenizers/tokenizer.ts'
import type { Dataset, PairSource, RawPair, TokenPair } from './types.ts'
import { buildVocabularies, countSides, withoutUnknown } from './vocabularies.ts'
import { headerWarnings, repeatWarnings, spellingWarnings, unknownWarnings } from './warnings.ts'

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** A sentence for a person about what is being done. */
  readonly onProgress?: (text: string) => void
  /** Of the tokenisers, where a run goes on: they are not made anew. */
  readonly models?: TokenizerModels | undefined
  /** The folder of all imported datasets, where the data is one of them. */
  readonly datasets?: string | undefined
  /** Whether to take the digest of pairs that are read from files. */
  readonly withDigest?: boolean
}

/**
 * Everything a run needs of its data: pairs as tokens, split, and the vocabularies of the training pairs. A pure
 * function of the configuration and the files it names. Training pairs beyond the longest lengths are left out and
 * counted; validation pairs never are.
 * @throws bad-data, bad-configuration, aborted
 */
export async function loadDataset(
  data: DataConfiguration,
  { signal, onProgress, models, datasets, withDigest = false }: LoadOptions = {},
): Promise<Dataset> {
  const pace = createPace(signal)
  onProgress?.('reading the pairs')
  const read = await readPairs(data, { signal, pace, datasets })
  const digest = withDigest ? await digestOfRead(data, read, pace) : null
  const warnings: string[] = []

  const split = splitPairs(read, data)
  const tokenizers = await prepareTokenizers(data, split.train, { pace, onProgress, models })
  onProgress?.('cutting the pairs into tokens')
  const cut = createCutter(tokenizers, read, warnings)
  const allTrain = await mapPaced(split.train, cut, pace)
  const valid = await mapPaced(split.valid, cut, pace)

  const { train, limits } = keepShort(allTrain, data)
  const tooLong = allTrain.length - train.length
  if (train.length === 0) throw nothingLeft(tooLong, limits)
  if (tooLong > 0) {
    warnings.push(
      `${tooLong} of ${counted(allTrain.length, 'training pair')} ${tooLong === 1 ? 'is' : 'are'} left out: longer than ${describeLimits(limits)}`,
    )
  }

  onProgress?.('counting the tokens')
  await pace.breathe()
  const counts = countSides(train)
  await pace.breathe()
  const known = withoutUnknown(counts, tokenizers)
  const vocabularies = buildVocabularies(known, data.vocabulary)
  // Generated tasks and the dictionary hold no repeats.
  if (['table', 'moses', 'dataset'].includes(data.source.kind)) warnings.push(...repeatWarnings({ train, valid }))
  warnings.push(
    ...headerWarnings(data.source, read),
    ...spellingWarnings(counts, { valid }),
    ...unknownWarnings({ valid, ...vocabularies }, known, data.vocabulary),
  )
  return { train, valid, tokenizers, ...vocabularies, tooLong, digest, warnings }
}

/** Generated pairs have none: they are no dataset that could be imported. */
async function digestOfRead({ source }: DataConfiguration, read: PairSource, pace: Pace): Promise<PairsDigest | null> {
  const isOfFiles = source.kind === 'table' || source.kind === 'moses'
  return read.digest ?? (isOfFiles ? await digestOfPairs(read, pace) : null)
}

/** Makes the function that cuts a pair, and warns where the gold alignment does not fit the tokenisers. */
function createCutter(
  { source, target }: Tokenizers,
  read: PairSource,
  warnings: string[],
): (pair: RawPair) => TokenPair {
  const fits = read.tokenizer === source.id && read.tokenizer === target.id
  if (read.tokenizer && !fits) {
    warnings.push(
      `The gold alignment of ${read.name} is left out: it holds between ${read.tokenizer} tokens, and the tokenisers are ${source.id} and ${target.id}`,
    )
  }
  const share = createSharing()
  return (pair) => ({
    source: share(source.tokenize(pair.source)),
    target: share(target.tokenize(pair.target)),
    alternatives: pair.alternatives.map((alternative) => share(target.tokenize(alternative))),
    alignment: fits ? pair.alignment : null,
  })
}

/** Lets equal tokens be one string, which takes a fraction of the memory. */
function createSharing(): (tokens: string[]) => string[] {
  const known = new Map<string, string>()
  return (tokens) => {
    for (const [place, token] of tokens.entries()) {
      const first = known.get(token)
      if (first === undefined) known.set(token, token)
      else tokens[place] = first
    }
    return tokens
  }
}

/** The training and validation pairs of a run, in its order. @throws bad-data where none can be split off */
export function splitPairs(
  read: PairSource,
  data: DataConfiguration,
): { train: readonly RawPair[]; valid: readonly RawPair[] } {
  return read.valid ? { train: read.train, valid: read.valid } : splitOff(read.train, data, read.name)
}

/** By the words of the source, whatever they are cut into: what is learned of the training pairs knows no others. */
function splitOff(
  pairs: readonly RawPair[],
  data: DataConfiguration,
  name: string,
): { train: RawPair[]; valid: RawPair[] } {
  // Characters have a split of their own, which older runs were trained on.
  const cut = data.tokenizer.source === 'character' ? characterTokenizer.create(null).tokenize : wordsOf
  const keys = pairs.map((pair) => cut(pair.source).join('\0'))
  if (new Set(keys).size < 2) {
    throw new SaccadeError(
      'bad-data',
      `${name} has only one different source, so no validation pairs can be split off`,
      {
        hint: 'Give a validation file, or a training file with more pairs.',
      },
    )
  }
  const split = splitByKey(keys, data.split.validFraction, data.split.seed)
  const pick = (positions: readonly number[]) => positions.flatMap((position) => pairs[position] ?? [])
  return { train: pick(split.train), valid: pick(split.valid) }
}

/** A bound that some pair goes beyond. */
interface Limit {
  readonly side: 'source' | 'target'
  readonly setting: 'data.maximumSourceLength' | 'data.maximumTargetLength'
  readonly tokens: number
}

/** The pairs within the longest lengths, and those of the two bounds that leave any out. */
function keepShort(pairs: readonly TokenPair[], data: DataConfiguration): { train: TokenPair[]; limits: Limit[] } {
  const bounds: readonly Limit[] = [
    { side: 'source', setting: 'data.maximumSourceLength', tokens: data.maximumSourceLength },
    { side: 'target', setting: 'data.maximumTargetLength', tokens: data.maximumTargetLength },
  ]
  const exceeds = (pair: TokenPair, { side, tokens }: Limit) => pair[side].length > tokens
  return {
    train: pairs.filter((pair) => !bounds.some((bound) => exceeds(pair, bound))),
    limits: bounds.filter((bound) => pairs.some((pair) => exceeds(pair, bound))),
  }
}

/** Such as “200 source or 1 target token”. */
function describeLimits(limits: readonly Limit[]): string {
  const amounts = limits.map(({ side, tokens }) => `${tokens} ${side}`).join(' or ')
  return `${amounts} ${limits.at(-1)?.tokens === 1 ? 'token' : 'tokens'}`
}

function nothingLeft(tooLong: number, limits: readonly Limit[]): SaccadeError {
  const pairs = tooLong === 1 ? 'The only training pair is' : `All ${tooLong} training pairs are`
  return new SaccadeError('bad-data', `${pairs} longer than the ${describeLimits(limits)} allowed`, {
    hint: `Raise ${limits.map(({ setting }) => setting).join(' or ')}.`,
    problems: limits.map(({ setting }) => ({ path: setting, message: 'leaves no training pair' })),
  })
}
