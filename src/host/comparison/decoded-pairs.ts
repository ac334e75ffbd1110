import { evaluatedPairs } from '../../data/evaluated-pairs.ts'
import { loadDataset } from '../../data/load.ts'
import { getTokenizer } from '../../data/tokenizers/registry.ts'
import type { TextPair } from '../../metrics/corpus-metric.ts'
import type { TokenSentence } from '../../metrics/token-metrics.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { type DecodingMethod, GREEDY } from '../../shared/contract/decoding.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { RunTranslateRequest } from '../../shared/contract/run-service.ts'
import type { Translation } from '../../shared/contract/trainer.ts'
import { filesOf } from '../datasets/data-paths.ts'
import { fileStamp } from '../datasets/dataset-files.ts'

/** Decodes of so many checkpoints are kept. */
const KEPT = 16

/** A validation pair with what a run made of its source. */
export interface DecodedPair {
  /** Among the validation pairs. */
  readonly place: number
  readonly source: string
  readonly text: TextPair
  /** The same as the run's tokens. */
  readonly tokens: TokenSentence
}

/** What a run decoded of its validation pairs. */
export interface DecodedPairs {
  /** Of so many pairs; those that the run does not evaluate for their length are not decoded. */
  readonly among: number
  readonly pairs: readonly DecodedPair[]
}

export interface DecodeRequest {
  readonly run: RunId
  readonly configuration: Configuration
  /** Step of a stored checkpoint. */
  readonly step: number
  /** Of the first so many validation pairs those that the run evaluates; Infinity for all. */
  readonly pairs: number
}

type Translate = (request: RunTranslateRequest) => Promise<Translation[]>

/** Decodes validation pairs with stored checkpoints; the same question soon after is not worked out again. */
export function createPairDecoder(translate: Translate): (request: DecodeRequest) => Promise<DecodedPairs> {
  const kept = new Map<string, Promise<DecodedPairs>>()
  return (request) => {
    const { run, step, pairs, configuration } = request
    const key = JSON.stringify([run, step, pairs, filesOf(configuration.data.source).map(fileStamp)])
    const known = kept.get(key)
    if (known) return known
    const made = decodePairs(request, translate)
    kept.set(key, made)
    made.catch(() => kept.delete(key))
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    return made
  }
}

async function decodePairs(
  { run, configuration, step, pairs }: DecodeRequest,
  translate: Translate,
): Promise<DecodedPairs> {
  const { data } = configuration
  const all = (await loadDataset(data)).valid
  const { places, tooLong } = evaluatedPairs(
    { ...configuration.evaluation, pairs: Number.isFinite(pairs) ? pairs : 0 },
    all,
  )
  const valid = places.flatMap((place) => all[place] ?? [])
  const [source, target] = [getTokenizer(data.tokenizer.source), getTokenizer(data.tokenizer.target)]
  const lines = valid.map((pair) => source.join(pair.source))
  const decoding = validationMethod(configuration)
  const translations = await translate({ run, checkpoint: step, lines, attention: false, decoding })
  const decoded = valid.map((pair, index): DecodedPair => {
    const { output = [], text = '' } = translations[index] ?? {}
    const references = [pair.target, ...pair.alternatives]
    return {
      place: places[index] ?? -1,
      source: lines[index] ?? '',
      text: { hypothesis: text, references: references.map(target.join) },
      tokens: { output, references },
    }
  })
  return { among: places.length + tooLong, pairs: decoded }
}

/** As an evaluation of the run decodes. */
function validationMethod({ evaluation: { decoding } }: Configuration): DecodingMethod {
  const { kind, ...beam } = decoding
  return kind === 'greedy' ? GREEDY : { kind, ...beam, best: 1 }
}
