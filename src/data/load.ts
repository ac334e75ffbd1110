import type { DataConfiguration } from '../shared/config/data.ts'
import { SaccadeError } from '../shared/errors.ts'
import { createPace, mapPaced } from './pace.ts'
import { type PairSource, readPairs } from './read-pairs.ts'
import { splitByKey } from './split.ts'
import { type Tokenizer, getTokenizer } from './tokenizers/tokenizer.ts'
import type { Dataset, RawPair, TokenPair, Vocabulary } from './types.ts'
import { buildVocabulary, countTokens, isSpecialSpelling } from './vocabulary.ts'

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
  const { sourceVocabulary, targetVocabulary } = buildVocabularies(train, data)
  warnings.push(...spellingWarnings(train, valid), ...unknownWarnings(valid, sourceVocabulary, targetVocabulary))
  return { train, valid, sourceVocabulary, targetVocabulary, tooLong, warnings }
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

function buildVocabularies(
  train: readonly TokenPair[],
  { vocabulary }: DataConfiguration,
): Pick<Dataset, 'sourceVocabulary' | 'targetVocabulary'> {
  const counts = countTokens(sides(train, 'source'))
  if (vocabulary.joint) {
    const joint = buildVocabulary(countTokens(sides(train, 'target'), counts), vocabulary)
    return { sourceVocabulary: joint, targetVocabulary: joint }
  }
  return {
    sourceVocabulary: buildVocabulary(counts, vocabulary),
    targetVocabulary: buildVocabulary(countTokens(sides(train, 'target')), vocabulary),
  }
}

function* sides(pairs: readonly TokenPair[], side: 'source' | 'target'): Generator<readonly string[]> {
  for (const pair of pairs) yield pair[side]
}

function spellingWarnings(train: readonly TokenPair[], valid: readonly TokenPair[]): string[] {
  const found = new Map<string, number>()
  for (const pair of [...train, ...valid]) {
    for (const token of [...pair.source, ...pair.target]) {
      if (isSpecialSpelling(token)) found.set(token, (found.get(token) ?? 0) + 1)
    }
  }
  return Array.from(
    found,
    ([token, count]) =>
      `The text ${token} stands ${count === 1 ? 'once' : `${count} times`} in the data and is read as <unk>, since it is spelled like a special token`,
  )
}

function unknownWarnings(valid: readonly TokenPair[], source: Vocabulary, target: Vocabulary): string[] {
  const share = (side: 'source' | 'target', vocabulary: Vocabulary): string[] => {
    let tokens = 0
    let unknown = 0
    for (const pair of valid) {
      tokens += pair[side].length
      for (const token of pair[side]) if (!vocabulary.has(token)) unknown++
    }
    if (unknown * 2 <= tokens) return []
    return [
      `${Math.round((100 * unknown) / tokens)} % of the validation ${side} tokens were never seen in training: is the ${side} tokeniser right?`,
    ]
  }
  return [...share('source', source), ...share('target', target)]
}
