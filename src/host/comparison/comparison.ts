import { createPace } from '../../data/pace.ts'
import { BLEU_DEFAULTS, bleuSignature, createBleu } from '../../metrics/bleu.ts'
import { pairedBootstrap, seededPlaces } from '../../metrics/bootstrap.ts'
import { CHRF_DEFAULTS, CHRF_PLUS_PLUS, chrfSignature, createChrf } from '../../metrics/chrf.ts'
import { type CorpusMetric, type TextPair, referenceCount } from '../../metrics/corpus-metric.ts'
import { EXACT_MATCH, TOKEN_ERROR_RATE, type TokenSentence } from '../../metrics/token-metrics.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import {
  type BleuSmoothing,
  type BleuTokenizer,
  type ComparedMetric,
  type Comparison,
  type ComparisonRequest,
  checkDistinct,
  comparisonRequestSchema,
} from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { problemsText, schemaProblems } from '../../shared/schema-problems.ts'
import type { DecodedPair, DecodedPairs, DecodeRequest } from './decoded-pairs.ts'

interface ComparisonParts {
  /** @throws not-found */
  configurationOf(run: RunId): Configuration
  /** Step of a stored checkpoint. @throws not-found */
  stepOf(run: RunId, checkpoint: 'best' | 'last'): number
  decode(request: DecodeRequest): Promise<DecodedPairs>
}

/**
 * Compares runs on the pairs that all of them are evaluated on: the score of a best checkpoint is that of its curve.
 * @throws bad-usage, not-found, bad-data
 */
export async function compareRuns(asked: ComparisonRequest, parts: ComparisonParts): Promise<Comparison> {
  const { metric: name, ...request } = readRequest(asked)
  const runs = request.runs.map((run) => ({
    run,
    configuration: parts.configurationOf(run),
    step: parts.stepOf(run, request.checkpoint),
  }))
  if (name === 'token-error-rate') checkTokenizers(runs)
  const pairs = Math.min(...runs.map(({ configuration }) => configuration.evaluation.pairs || Infinity))
  const own = []
  for (const one of runs) own.push(await parts.decode({ ...one, pairs }))
  const decoded = inCommon(own.map((one) => one.pairs))
  checkSamePairs(
    request.runs,
    own.map(({ among }) => among),
    decoded,
  )

  if (decoded[0]?.length === 0) {
    throw new SaccadeError('bad-usage', 'The runs have no validation pair in common that they evaluate', {
      hint: 'Compare runs of the same data, split seed and evaluation.maximumLength.',
    })
  }

  const measure = measureFor(name, request)
  const [first = []] = decoded
  const results = await pairedBootstrap({
    metric: measure.metric,
    systems: decoded.map((one) => one.map(measure.statistics)),
    resamples: request.resamples,
    places: seededPlaces(first.length, request.seed),
    pace: createPace(),
  })
  return {
    metric: name,
    signature: measure.signature(referenceCount(first.map(({ text }) => text))),
    pairs: first.length,
    resamples: request.resamples,
    seed: request.seed,
    runs: results.map((result, index) => ({
      run: runs[index]?.run ?? '',
      step: runs[index]?.step ?? NaN,
      ...result,
    })),
  }
}

function readRequest(asked: ComparisonRequest) {
  const parsed = comparisonRequestSchema.safeParse(asked)
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error, asked)
    const text = problemsText(problems)
    throw new SaccadeError('bad-usage', `The comparison cannot be made: ${text}`, { problems })
  }
  checkDistinct(parsed.data.runs)
  return parsed.data
}

interface Measure {
  readonly metric: Pick<CorpusMetric<never>, 'size' | 'score'>
  statistics(pair: DecodedPair): readonly number[]
  signature(references: string): string
}

function measureFor(
  name: ComparedMetric,
  { tokenizer, smoothing }: { tokenizer: BleuTokenizer; smoothing: BleuSmoothing },
): Measure {
  switch (name) {
    case 'bleu': {
      const options = { ...BLEU_DEFAULTS, tokenizer, smoothing }
      return ofText(createBleu(options), (references) => bleuSignature(references, options))
    }
    case 'chrf':
      return ofText(createChrf(CHRF_DEFAULTS), (references) => chrfSignature(references, CHRF_DEFAULTS))
    case 'chrf++':
      return ofText(createChrf(CHRF_PLUS_PLUS), (references) => chrfSignature(references, CHRF_PLUS_PLUS))
    case 'exact-match':
      return ofTokens(EXACT_MATCH)
    case 'token-error-rate':
      return ofTokens(TOKEN_ERROR_RATE)
  }
}

function ofText(metric: CorpusMetric<TextPair>, signature: Measure['signature']): Measure {
  return { metric, statistics: ({ text }) => metric.statistics(text), signature }
}

function ofTokens(metric: CorpusMetric<TokenSentence>): Measure {
  return { metric, statistics: ({ tokens }) => metric.statistics(tokens), signature: () => '' }
}

/** An edit of a character is no edit of a word. */
function checkTokenizers(runs: readonly { run: RunId; configuration: Configuration }[]): void {
  const of = ({ configuration }: { configuration: Configuration }) => configuration.data.tokenizer.target
  const [first] = runs
  const other = first && runs.find((run) => of(run) !== of(first))
  if (!first || !other) return
  throw new SaccadeError(
    'bad-usage',
    `Token error rates of runs ${first.run} and ${other.run} cannot be compared: data.tokenizer.target is “${of(first)}” in one and “${of(other)}” in the other`,
    { hint: 'Compare them by a metric of text: BLEU, chrF or exact match.' },
  )
}

function checkSamePairs(
  runs: readonly RunId[],
  counts: readonly number[],
  decoded: readonly (readonly DecodedPair[])[],
): void {
  const [first = []] = decoded
  for (const [index, pairs] of decoded.entries()) {
    const place = first.findIndex((pair, at) => !samePair(pair, pairs[at]))
    const [count, firstCount] = [counts[index] ?? 0, counts[0] ?? 0]
    if (place < 0 && count === firstCount) continue
    const [left = '', right = ''] = [runs[0], runs[index]]
    const where =
      place < 0
        ? `${firstCount} and ${count} pairs`
        : `the first difference is in pair ${(first[place]?.place ?? place) + 1}`
    throw new SaccadeError('bad-usage', `Runs ${left} and ${right} have different validation pairs: ${where}`, {
      hint: 'Compare runs of the same data and split seed.',
    })
  }
}

/** Runs may leave out other pairs as too long, having other bounds or tokenisers. */
function inCommon(own: readonly (readonly DecodedPair[])[]): DecodedPair[][] {
  const places = own.map((pairs) => new Set(pairs.map(({ place }) => place)))
  return own.map((pairs) => pairs.filter(({ place }) => places.every((known) => known.has(place))))
}

function samePair(left: DecodedPair, right: DecodedPair | undefined): boolean {
  return (
    right !== undefined &&
    left.source === right.source &&
    left.text.references.length === right.text.references.length &&
    left.text.references.every((reference, at) => reference === right.text.references[at])
  )
}
