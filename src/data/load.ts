import type { DataConfiguration } from '../shared/config/data.ts'
import { SaccadeError } from '../shared/errors.ts'
import { createPace, mapPaced } from './pace.ts'
import { type PairSource, readPairs } from './read-pairs.ts'
import { countRepeats } from './repeats.ts'
import { unknownShare } from './statistics.ts'
import { splitByKey } from './split.ts'
import { type Tokenizer, getTokenizer } from './tokenizers/tokenizer.ts'
import type { Dataset, RawPair, TokenPair } from './types.ts'
import { SPECIAL_TOKENS, buildVocabulary, countTokens } from './vocabulary.ts'

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** A sentence for a person about what is being done. */
  readonly onProgress?: (text: string) => void
}

/**
 * Everything a run needs of its data: pairs as tokens, split, and the vocabularies of the training pairs. A pure
 * function of the configuration and the files it names. Training pairs beyond the longest lengths are left out and
 * counted; validation pairs never are.
 * @throws bad-data, bad-configuration, aborted
 */
export async function loadDataset(data: DataConfiguration, { signal, onProgress }: LoadOptions = {}): Promise<Dataset> {
  const pace = createPace(signal)
  onProgress?.('reading the pairs')
  const read = await readPairs(data, { signal, pace })
  const warnings: string[] = []

  onProgress?.('cutting the pairs into tokens')
  const cut = createCutter(data, read, warnings)
  const pairs = await mapPaced(read.train, cut, pace)
  const given = read.valid && (await mapPaced(read.valid, cut, pace))
  const { train: allTrain, valid } = given ? { train: pairs, valid: given } : splitOff(pairs, data, read.name)

  const train = allTrain.filter(
    (pair) => pair.source.length <= data.maximumSourceLength && pair.target.length <= data.maximumTargetLength,
  )
  const tooLong = allTrain.length - train.length
  if (train.length === 0) throw nothingLeft(data, tooLong)
  if (tooLong > 0)
    warnings.push(
      `${tooLong} of ${allTrain.length} training pairs are left out: longer than ${data.maximumSourceLength} source or ${data.maximumTargetLength} target tokens`,
    )

  onProgress?.('counting the tokens')
  await pace.breathe()
  const counts = { source: countTokens(sides(train, 'source')), target: countTokens(sides(train, 'target')) }
  await pace.breathe()
  const vocabularies = buildVocabularies(counts, data)
  if (fromFiles(data)) warnings.push(...repeatWarnings(train, valid))
  warnings.push(...spellingWarnings(counts, valid), ...unknownWarnings(valid, vocabularies))
  return { train, valid, ...vocabularies, tooLong, warnings }
}

/** Makes the function that cuts a pair, and warns where the gold alignment does not fit the tokenisers. */
function createCutter(data: DataConfiguration, read: PairSource, warnings: string[]): (pair: RawPair) => TokenPair {
  const source = getTokenizer(data.tokenizer.source)
  const target = getTokenizer(data.tokenizer.target)
  const fits = read.tokenizer === source.id && read.tokenizer === target.id
  if (read.tokenizer && !fits) {
    warnings.push(
      `The gold alignment of ${read.name} is left out: it holds between ${read.tokenizer} tokens, and the tokenisers are ${source.id} and ${target.id}`,
    )
  }
  return (pair) => cutPair(pair, source, target, fits)
}

function cutPair(pair: RawPair, source: Tokenizer, target: Tokenizer, keepAlignment: boolean): TokenPair {
  return {
    source: source.tokenize(pair.source),
    target: target.tokenize(pair.target),
    alternatives: pair.alternatives.map((alternative) => target.tokenize(alternative)),
    alignment: keepAlignment ? pair.alignment : null,
  }
}

function splitOff(
  pairs: readonly TokenPair[],
  data: DataConfiguration,
  name: string,
): { train: TokenPair[]; valid: TokenPair[] } {
  const keys = pairs.map((pair) => pair.source.join('\0'))
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

function nothingLeft(data: DataConfiguration, tooLong: number): SaccadeError {
  return new SaccadeError(
    'bad-data',
    `All ${tooLong} training pairs are longer than the longest lengths allowed (${data.maximumSourceLength} source, ${data.maximumTargetLength} target tokens)`,
    {
      hint: 'Raise data.maximumSourceLength or data.maximumTargetLength.',
      problems: [
        { path: 'data.maximumSourceLength', message: 'leaves no training pair' },
        { path: 'data.maximumTargetLength', message: 'leaves no training pair' },
      ],
    },
  )
}

type Counts = Record<'source' | 'target', ReadonlyMap<string, number>>
type Vocabularies = Pick<Dataset, 'sourceVocabulary' | 'targetVocabulary'>

function buildVocabularies(counts: Counts, { vocabulary }: DataConfiguration): Vocabularies {
  if (vocabulary.joint) {
    const sum = new Map(counts.source)
    for (const [token, count] of counts.target) sum.set(token, (sum.get(token) ?? 0) + count)
    const joint = buildVocabulary(sum, vocabulary)
    return { sourceVocabulary: joint, targetVocabulary: joint }
  }
  return {
    sourceVocabulary: buildVocabulary(counts.source, vocabulary),
    targetVocabulary: buildVocabulary(counts.target, vocabulary),
  }
}

function* sides(pairs: readonly TokenPair[], side: 'source' | 'target'): Generator<readonly string[]> {
  for (const pair of pairs) yield pair[side]
}

function repeatWarnings(train: readonly TokenPair[], valid: readonly TokenPair[]): string[] {
  const { duplicatePairs, leakedPairs } = countRepeats(train, valid)
  const warnings: string[] = []
  if (duplicatePairs > 0)
    warnings.push(`${duplicatePairs} of ${train.length} training pairs repeat another one; they are kept`)
  if (leakedPairs > 0)
    warnings.push(`${leakedPairs} of ${valid.length} validation pairs stand in the training data as well`)
  return warnings
}

function spellingWarnings(train: Counts, valid: readonly TokenPair[]): string[] {
  const maps = [train.source, train.target, countTokens(sides(valid, 'source')), countTokens(sides(valid, 'target'))]
  return SPECIAL_TOKENS.flatMap((token) => {
    const count = maps.reduce((sum, map) => sum + (map.get(token) ?? 0), 0)
    if (count === 0) return []
    const times = count === 1 ? 'once' : `${count} times`
    return [
      `The text ${token} stands ${times} in the data and is read as <unk>, since it is spelled like a special token`,
    ]
  })
}

function unknownWarnings(valid: readonly TokenPair[], { sourceVocabulary, targetVocabulary }: Vocabularies): string[] {
  return [
    {
      side: 'source',
      rate: unknownShare(
        valid.map((pair) => pair.source),
        sourceVocabulary,
      ),
    },
    {
      side: 'target',
      rate: unknownShare(
        valid.map((pair) => pair.target),
        targetVocabulary,
      ),
    },
  ].flatMap(({ side, rate }) => {
    if (rate <= 0.5) return []
    return [
      `${Math.round(100 * rate)} % of the validation ${side} tokens were never seen in training: is the ${side} tokeniser right?`,
    ]
  })
}

/** Data that Saccade did not make itself may hold repeats. */
function fromFiles({ source }: DataConfiguration): boolean {
  return source.kind === 'table' || source.kind === 'moses'
}
