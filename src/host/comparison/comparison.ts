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
  type CompleteComparisonRequest,
  type LeftOutRun,
} from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { type ErrorCode, SaccadeError } from '../../shared/errors.ts'
import { problemsText } from '../../shared/schema-problems.ts'
import { sentence } from '../runs/sentence.ts'
import type { DecodedPair, DecodedPairs, DecodeRequest } from './decoded-pairs.ts'

interface ComparisonParts {
  /** @throws not-found */
  nameOf(run: RunId): string
  /** @throws storage */
  configurationOf(run: RunId): Configuration
  /** Step of a stored checkpoint. @throws not-found */
  stepOf(run: RunId, checkpoint: 'best' | 'last'): number
  decode(request: DecodeRequest): Promise<DecodedPairs>
}

/**
 * Compares runs on the pairs that all of them are evaluated on: the score of a best checkpoint is that of its curve.
 * What cannot be compared is left out; the first that can is what the others are compared with.
 * @throws not-found; bad-usage where fewer than two are left
 */
export async function compareRuns(
  { metric: name, ...request }: CompleteComparisonRequest,
  parts: ComparisonParts,
): Promise<Comparison> {
  const asked = request.runs.map((run) => ({ run, name: parts.nameOf(run) }))
  const choice = createChoice()
  const ready = await choice.each(asked, (one) => ({
    ...one,
    configuration: parts.configurationOf(one.run),
    step: parts.stepOf(one.run, request.checkpoint),
  }))
  const comparable = await choice.each(ready, (one) => {
    if (name === 'token-error-rate') checkTokenizers(one, ready[0] ?? one)
    return one
  })
  const most = Math.min(...comparable.map(({ configuration }) => configuration.evaluation.pairs || Infinity))
  const decoded = await choice.each(comparable, async (one) => ({
    ...one,
    ...(await parts.decode({ ...one, pairs: most })),
  }))
  const alike = await choice.each(decoded, (one) => {
    checkSamePairs(one, decoded[0] ?? one)
    return one
  })
  if (alike.length < 2) throw tooFew(choice.leftOut)
  const runs = inCommon(alike)
  if (runs[0]?.pairs.length === 0) {
    throw new SaccadeError('bad-usage', 'The runs have no validation pair in common that they evaluate', {
      hint: 'Compare runs of the same data, split seed and evaluation.maximumLength.',
    })
  }

  const measure = measureFor(name, request)
  const first = runs[0]?.pairs ?? []
  const results = await pairedBootstrap({
    metric: measure.metric,
    systems: runs.map((one) => one.pairs.map(measure.statistics)),
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
    leftOut: choice.leftOut,
  }
}

/** What can go wrong with one run and leaves the others to be compared. */
const OF_ONE_RUN: readonly ErrorCode[] = ['not-found', 'storage', 'newer-version', 'bad-data', 'bad-usage', 'bad-score']

function createChoice() {
  const leftOut: LeftOutRun[] = []
  return {
    leftOut,
    /** What `look` makes of each run, without those of which it says why they cannot be compared. */
    async each<From extends Named, To>(runs: readonly From[], look: (run: From) => To | Promise<To>): Promise<To[]> {
      const made: To[] = []
      for (const one of runs) {
        try {
          made.push(await look(one))
        } catch (error) {
          if (!(error instanceof SaccadeError) || !OF_ONE_RUN.includes(error.code)) throw error
          leftOut.push({ run: one.run, name: one.name, reason: sentence(error) })
        }
      }
      return made
    },
  }
}

interface Named {
  readonly run: RunId
  readonly name: string
}

function tooFew(leftOut: readonly LeftOutRun[]): SaccadeError {
  const problems = leftOut.map(({ name, reason }) => ({ path: name, message: reason }))
  return new SaccadeError('bad-usage', `Fewer than two of the runs can be compared: ${problemsText(problems)}`, {
    problems,
  })
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
function checkTokenizers(one: Named & Configured, first: Named & Configured): void {
  const [own, other] = [one, first].map(({ configuration }) => configuration.data.tokenizer.target)
  if (own === other) return
  throw new SaccadeError(
    'bad-usage',
    `Its token error rate counts other tokens than that of “${first.name}”: data.tokenizer.target is “${own}” instead of “${other}”`,
    { hint: 'Compare them by a metric of text: BLEU, chrF or exact match.' },
  )
}

interface Configured {
  readonly configuration: Configuration
}

type Decoded = Named & DecodedPairs

/** Of the pairs that both evaluate, each must be the same in both. */
function checkSamePairs(one: Decoded, first: Decoded): void {
  const own = new Map(one.pairs.map((pair) => [pair.place, pair]))
  const other = first.pairs.find((pair) => own.has(pair.place) && !samePair(pair, own.get(pair.place)))
  if (!other && one.among === first.among) return
  const where = other ? `the first difference is in pair ${other.place + 1}` : `${one.among} instead of ${first.among}`
  throw new SaccadeError('bad-usage', `It has other validation pairs than “${first.name}”: ${where}`, {
    hint: 'Compare runs of the same data and split seed.',
  })
}

/** Runs may leave out other pairs as too long, having other bounds or tokenisers: the pairs that all of them evaluate. */
function inCommon<Run extends DecodedPairs>(runs: readonly Run[]): Run[] {
  const places = runs.map(({ pairs }) => new Set(pairs.map(({ place }) => place)))
  return runs.map((run) => ({
    ...run,
    pairs: run.pairs.filter(({ place }) => places.every((known) => known.has(place))),
  }))
}

function samePair(left: DecodedPair, right: DecodedPair | undefined): boolean {
  return (
    right !== undefined &&
    left.source === right.source &&
    left.text.references.length === right.text.references.length &&
    left.text.references.every((reference, at) => reference === right.text.references[at])
  )
}
