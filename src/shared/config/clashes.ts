import type { Problem } from '../errors.ts'
import { METRICS, type MetricName } from '../metrics.ts'
import type { Configuration } from './configuration.ts'
import { isOwnScore } from './own-score.ts'
import { MODEL_FILE_TOKENIZERS } from './tokenizer.ts'
import type { DataSource } from './data.ts'
import type { ModelConfiguration } from './model.ts'
import { WATCHED_CHARACTERS } from './evaluation.ts'

type Attention = ModelConfiguration['attention']

/**
 * Pairs of settings that cannot go together. Each problem names both and how to mend it.
 * Everything that depends on one field alone is a bound in the schema instead.
 */
export function findClashes(configuration: Configuration): Problem[] {
  return [
    ...bridgeClashes(configuration),
    ...attentionClashes(configuration),
    ...dataClashes(configuration),
    ...metricClashes(configuration),
    ...decodingClashes(configuration),
    ...watchedClashes(configuration),
  ]
}

function bridgeClashes({ model: { encoder, decoder, bridge, attention } }: Configuration): Problem[] {
  const problems: Problem[] = []
  const directions = encoder.bidirectional ? 2 : 1
  const clash = (field: string, message: string) =>
    problems.push({ path: 'model.bridge', message: `“${bridge}” clashes with ${field}: ${message}` })
  if (bridge === 'zero') {
    if (attention.score === 'none')
      clash(
        'model.attention.score',
        'without attention nothing of the source reaches the decoder; use another bridge or a score',
      )
    return problems
  }
  if (bridge !== 'dense' && encoder.cell !== decoder.cell) {
    clash(
      'model.decoder.cell',
      `encoder and decoder cells must be the same (${encoder.cell}, ${decoder.cell}); use “dense” or the same cell`,
    )
  }
  if (encoder.layers !== decoder.layers && bridge !== 'dense') {
    clash(
      'model.decoder.layers',
      `needs as many decoder as encoder layers (${decoder.layers}, ${encoder.layers}); use “dense” or equal layers`,
    )
  }
  if (bridge === 'pass') {
    if (encoder.bidirectional !== decoder.bidirectional) {
      clash(
        'model.decoder.bidirectional',
        'encoder and decoder must both be bidirectional or both not; use “concat” or “dense”',
      )
    }
    if (encoder.hidden !== decoder.hidden) {
      clash(
        'model.decoder.hidden',
        `must equal model.encoder.hidden (${decoder.hidden}, ${encoder.hidden}); use “dense” or equal sizes`,
      )
    }
  }
  if (bridge === 'concat') {
    if (decoder.bidirectional)
      clash('model.decoder.bidirectional', 'the joined state belongs to one direction; use “pass” or “dense”')
    if (decoder.hidden !== directions * encoder.hidden) {
      clash(
        'model.decoder.hidden',
        `must be ${directions * encoder.hidden}, the encoder’s directions × hidden, but is ${decoder.hidden}; use that or “dense”`,
      )
    }
  }
  return problems
}

function attentionClashes({ model: { encoder, decoder, attention } }: Configuration): Problem[] {
  const problems: Problem[] = []
  const keySize = encoder.hidden * (encoder.bidirectional ? 2 : 1)
  const topSize = decoder.hidden * (decoder.bidirectional ? 2 : 1)
  const querySize =
    attention.placement !== 'input' ? topSize : attention.query === 'embedding' ? decoder.embedding : decoder.hidden
  const queryField =
    attention.placement === 'input' && attention.query === 'embedding'
      ? 'model.decoder.embedding'
      : 'model.decoder.hidden'
  if ((attention.score === 'dot' || attention.score === 'scaled-dot') && querySize !== keySize) {
    problems.push({
      path: 'model.attention.score',
      message: `“${attention.score}” clashes with ${queryField}: the query has ${querySize} numbers and the keys have ${keySize}; make them equal or use “general”`,
    })
  }
  if (attention.score === 'multi-head' && querySize % attention.heads !== 0) {
    problems.push({
      path: 'model.attention.heads',
      message: `${attention.heads} clashes with ${queryField}: the query’s ${querySize} numbers cannot be shared evenly; use a number of heads that divides ${querySize}`,
    })
  }
  if (attention.score === 'none' && attention.span !== 'global') {
    problems.push({
      path: 'model.attention.span',
      message: `“${attention.span}” clashes with model.attention.score: there is no attention to keep in a window; use “global” or a score`,
    })
  }
  if (attention.score === 'none' && (decoder.readout === 'output+context' || decoder.readout === 'attentional')) {
    problems.push({
      path: 'model.decoder.readout',
      message: `“${decoder.readout}” clashes with model.attention.score: there is no context without attention; use “output” or a score`,
    })
  }
  if (attention.score !== 'none' && attention.placement !== 'input' && decoder.readout === 'output') {
    problems.push({
      path: 'model.decoder.readout',
      message: `“output” clashes with model.attention.placement: with “${attention.placement}” the top layer’s context would not reach the logits; use “attentional”, “output+context” or “deep”`,
    })
  }
  return [...problems, ...feedingClashes(decoder, attention), ...coverageClashes(attention)]
}

function feedingClashes({ inputFeeding }: ModelConfiguration['decoder'], { score, placement }: Attention): Problem[] {
  const path = 'model.decoder.inputFeeding'
  if (!inputFeeding) return []
  if (score === 'none') {
    return [
      {
        path,
        message: 'clashes with model.attention.score: there is no attention to feed; use a score, or no input feeding',
      },
    ]
  }
  if (placement === 'top') return []
  return [
    {
      path,
      message: `clashes with model.attention.placement: “${placement}” gives the context to the layers already; use “top”, or no input feeding`,
    },
  ]
}

function coverageClashes({ coverage, score }: Attention): Problem[] {
  if (coverage === 'none' || score === 'additive' || isOwnScore(score)) return []
  return [
    {
      path: 'model.attention.coverage',
      message: `“${coverage}” clashes with model.attention.score: only “additive” has a place for it, not “${score}”; use “additive”, or no coverage`,
    },
  ]
}

function dataClashes({ data: { source, tokenizer, vocabulary } }: Configuration): Problem[] {
  const problems: Problem[] = []
  if (source.kind === 'task' && source.minimumLength > source.maximumLength) {
    problems.push({
      path: 'data.source.minimumLength',
      message: `clashes with data.source.maximumLength: ${source.minimumLength} is more than ${source.maximumLength}`,
    })
  }
  if (source.kind === 'moses' && (source.validSource === undefined) !== (source.validTarget === undefined)) {
    problems.push({
      path: 'data.source.validSource',
      message: 'clashes with data.source.validTarget: give both validation files or neither',
    })
  }
  if (source.kind === 'table' && source.sourceColumn === source.targetColumn) {
    problems.push({
      path: 'data.source.sourceColumn',
      message: `clashes with data.source.targetColumn: both are column ${source.sourceColumn}; source and target are two columns`,
    })
  }
  problems.push(...alignmentClashes(source, tokenizer), ...tokenizerClashes(tokenizer, vocabulary.joint))
  return problems
}

function tokenizerClashes(tokenizer: Configuration['data']['tokenizer'], joint: boolean): Problem[] {
  const isSame = tokenizer.source === tokenizer.target
  const problems = (['source', 'target'] as const).flatMap((side): Problem[] => {
    const file = side === 'source' ? 'sourceModel' : 'targetModel'
    if (!MODEL_FILE_TOKENIZERS.includes(tokenizer[side]) || tokenizer[file] !== undefined) return []
    if (side === 'target' && joint && isSame) return [] // the source's
    return [
      {
        path: `data.tokenizer.${file}`,
        message: `is missing, and data.tokenizer.${side} is “${tokenizer[side]}”: name its file, or cut the ${side} another way`,
      },
    ]
  })
  if (!joint) return problems
  const clash = (message: string) => problems.push({ path: 'data.vocabulary.joint', message })
  if (!isSame) clash('clashes with data.tokenizer: a joint vocabulary needs the same tokeniser on both sides')
  else if (
    MODEL_FILE_TOKENIZERS.includes(tokenizer.target) &&
    tokenizer.targetModel !== undefined &&
    tokenizer.targetModel !== tokenizer.sourceModel
  )
    clash('clashes with data.tokenizer.targetModel: a joint vocabulary needs one file for both sides; leave it out')
  return problems
}

/** Links of a file hold between words, and its lines belong to the pairs of another file. */
function alignmentClashes(source: DataSource, tokenizer: Configuration['data']['tokenizer']): Problem[] {
  if (source.kind !== 'table' && source.kind !== 'moses') return []
  const problems: Problem[] = []
  const given = (['alignments', 'validAlignments'] as const).filter((field) => source[field] !== undefined)
  const sides = (['source', 'target'] as const).filter((side) => tokenizer[side] !== 'whitespace')
  for (const [field, side] of given.flatMap((name) => sides.map((one) => [name, one] as const))) {
    problems.push({
      path: `data.source.${field}`,
      message: `clashes with data.tokenizer.${side}: links hold between words, and the tokens are of another kind (${tokenizer[side]}); use “whitespace”, or leave the alignments out`,
    })
  }
  if (source.validAlignments !== undefined && !hasValidFile(source)) {
    const [valid, train] = source.kind === 'moses' ? ['validSource', 'trainSource'] : ['valid', 'train']
    problems.push({
      path: 'data.source.validAlignments',
      message: `clashes with data.source.${valid}: there is no validation file; give it, or the alignments of data.source.${train} as data.source.alignments`,
    })
  }
  return problems
}

function hasValidFile(source: Extract<DataSource, { kind: 'table' | 'moses' }>): boolean {
  return (source.kind === 'moses' ? source.validSource : source.valid) !== undefined
}

/** Whether validation pairs have a gold alignment. */
function hasGoldAlignment(source: DataSource): boolean {
  if (source.kind === 'task' || source.kind === 'scan') return true
  if (source.kind === 'pronouncing' || source.kind === 'messages') return false
  return (hasValidFile(source) ? source.validAlignments : source.alignments) !== undefined
}

/** Metrics of the clock: they tell nothing of the model. */
const OF_THE_CLOCK: readonly MetricName[] = ['time/wall', 'time/tokens', 'time/epoch', 'train/tokens_per_second']

/** A metric that is never measured, or of which neither high nor low is better, cannot decide on the best checkpoint. */
function metricClashes({ training, data, model, evaluation }: Configuration): Problem[] {
  const { metric } = training.earlyStopping
  const problems: Problem[] = []
  const add = (message: string) =>
    problems.push({ path: 'training.earlyStopping.metric', message: `“${metric}” ${message}` })
  if (OF_THE_CLOCK.includes(metric)) add('tells of the clock and not of the model; use another, such as valid/loss')
  else if (METRICS[metric].better === 'neither')
    add('cannot say which model is the better one: neither high nor low is; use another, such as valid/loss')
  if (metric === 'valid/phoneme_error_rate' && data.source.kind !== 'pronouncing')
    add('clashes with data.source: only the pronouncing dictionary has phonemes; use “valid/edit_distance”')
  if ((metric === 'valid/free_loss' || metric === 'valid/exposure_gap') && evaluation.decoding.kind !== 'greedy')
    add(
      'clashes with evaluation.decoding.kind: a beam is not fed its own most probable tokens; use “greedy”, or valid/loss',
    )
  if (metric === 'valid/alignment_error_rate' && !hasGoldAlignment(data.source))
    add(
      'clashes with data.source: its validation pairs have no gold alignment; give one (data.source.alignments), or use another metric, such as valid/loss',
    )
  if (metric === 'train/coverage_loss' && model.attention.coverage === 'none')
    add('clashes with model.attention.coverage: the model has no coverage; use “additive” there, or another metric')
  if (metric === 'valid/alignment_error_rate' && model.attention.score === 'none')
    add('clashes with model.attention.score: the model has no attention; use a score, or another metric')
  return problems
}

/** A bound of the schema would keep older runs, which may have longer sentences, from being opened. */
function watchedClashes({ evaluation: { watched } }: Configuration): Problem[] {
  return watched.sentences.flatMap((sentence, index) =>
    (['source', 'target'] as const).flatMap((side) => {
      const characters = Array.from(sentence[side] ?? '').length
      if (characters <= WATCHED_CHARACTERS) return []
      const message = `has ${characters} characters; a watched sentence has at most ${WATCHED_CHARACTERS}`
      return [{ path: `evaluation.watched.sentences.${index}.${side}`, message }]
    }),
  )
}

function decodingClashes({ evaluation: { decoding }, model }: Configuration): Problem[] {
  const counts = decoding.kind === 'beam' && decoding.coveragePenalty > 0
  if (!counts || model.attention.score !== 'none') return []
  return [
    {
      path: 'evaluation.decoding.coveragePenalty',
      message: `${decoding.coveragePenalty} clashes with model.attention.score: the penalty counts attention and the model has none; use 0 or a score`,
    },
  ]
}
