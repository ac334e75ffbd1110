// Few models that try every pair of choices: any two values of two axes stand together in one of them, unless the
// configuration refuses them together whatever the rest is.
import { randomStream } from '../../src/shared/random.ts'
import { SCORE_PIECES } from '../../src/host/export/pytorch/pieces/scores.ts'
import { SPAN_PIECES } from '../../src/host/export/pytorch/pieces/spans.ts'
import { findClashes } from '../../src/shared/config/clashes.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'

const AXES: Readonly<Record<string, readonly string[]>> = {
  'encoder cell': ['gru', 'lstm'],
  'encoder layers': ['1', '2', '3'],
  'encoder directions': ['1', '2'],
  source: ['forwards', 'reversed'],
  bridge: ['pass', 'concat', 'dense', 'zero'],
  'decoder cell': ['gru', 'lstm'],
  'decoder layers': ['1', '2', '3'],
  'decoder directions': ['1', '2'],
  readout: ['output', 'output+context', 'attentional', 'deep'],
  score: ['none', ...Object.keys(SCORE_PIECES)],
  biases: ['no', 'yes'],
  span: [...Object.keys(SPAN_PIECES), 'local-m by ratio', 'local-p as it is'],
  placement: ['input', 'top', 'layer-wise'],
  query: ['state', 'embedding'],
  'input feeding': ['no', 'yes'],
  coverage: ['none', 'additive'],
}

const NAMES = Object.keys(AXES)
/** Tries for a legal model with a given pair; the rarest is about one of 200. */
const TRIES = 5000
/** Legal models among which the one with the most new pairs is taken. */
const CANDIDATES = 24

/** One value for each axis. */
export type Point = Readonly<Record<string, string>>

export interface Covering {
  readonly points: readonly Point[]
  /** Pairs that no legal model has, as `score none, coverage additive`. */
  readonly refused: readonly string[]
}

const BASE = parseConfiguration({ data: { source: { kind: 'task', task: 'reverse' } } })

/** The same list at every call. */
export function coverPairs(): Covering {
  const random = randomStream(1, 'parity/covering', 0)
  const open = new Set(allPairs())
  const points: Point[] = []
  const refused: string[] = []
  for (;;) {
    const [pair] = open
    if (pair === undefined) return { points, refused }
    const fixed = Object.fromEntries(pair.split(', ').map((part) => splitLast(part)))
    const candidates = legalPoints(fixed, random)
    const best = candidates
      .map((point) => ({ point, count: pairsOf(point).filter((each) => open.has(each)).length }))
      .sort((a, b) => b.count - a.count)[0]
    if (best) {
      points.push(best.point)
      for (const each of pairsOf(best.point)) open.delete(each)
    } else {
      refused.push(pair)
      open.delete(pair)
    }
  }
}

function legalPoints(fixed: Point, random: ReturnType<typeof randomStream>): Point[] {
  const found: Point[] = []
  for (let attempt = 0; attempt < TRIES && found.length < CANDIDATES; attempt++) {
    const point = Object.fromEntries(
      NAMES.map((name) => {
        const values = AXES[name] ?? []
        return [name, fixed[name] ?? values[random.integer(values.length)] ?? '']
      }),
    )
    if (findClashes(configurationOf(point)).length === 0) found.push(point)
  }
  return found
}

/** The model of a point, as small as can be, with sizes that differ wherever they may. */
export function configurationOf(point: Point): Configuration {
  const at = (name: string) => point[name] ?? ''
  const encoderDirections = Number(at('encoder directions'))
  const decoderDirections = Number(at('decoder directions'))
  const [score, placement, query] = [at('score'), at('placement'), at('query')]
  const hidden = 4
  const key = hidden * encoderDirections
  // A dot product needs a query as long as the keys.
  const dot = score === 'dot' || score === 'scaled-dot'
  const asksEmbedding = placement === 'input' && query === 'embedding'
  const ownHidden = dot && !asksEmbedding ? (placement === 'input' ? key : key / decoderDirections) : 6
  const decoderHidden = { pass: hidden, concat: key }[at('bridge')] ?? ownHidden
  const span = at('span').replace(/ by ratio| as it is/, '')
  const model = {
    ...BASE.model,
    encoder: {
      ...BASE.model.encoder,
      cell: at('encoder cell'),
      layers: Number(at('encoder layers')),
      hidden,
      bidirectional: encoderDirections === 2,
      embedding: 3,
      reversed: at('source') === 'reversed',
    },
    bridge: at('bridge'),
    decoder: {
      ...BASE.model.decoder,
      cell: at('decoder cell'),
      layers: Number(at('decoder layers')),
      hidden: decoderHidden,
      bidirectional: decoderDirections === 2,
      embedding: asksEmbedding && dot ? key : 2,
      readout: at('readout'),
      inputFeeding: at('input feeding') === 'yes',
    },
    attention: {
      ...BASE.model.attention,
      score,
      size: 5,
      bias: at('biases') === 'yes',
      heads: 2,
      positions: 9,
      span,
      window: 2,
      renormalize: !at('span').endsWith(' as it is'),
      centre: at('span').endsWith(' by ratio') ? 'ratio' : 'step',
      ratio: 0.7,
      placement,
      query,
      coverage: at('coverage'),
    },
  }
  // The values are words of the schema; which of them go together is what is asked afterwards.
  return { ...BASE, model: model as Configuration['model'] }
}

/** Such as `bigru×2 dense lstm×1 deep, concat global top fed`. */
export function nameOf(point: Point): string {
  const side = (name: string) =>
    `${point[`${name} directions`] === '2' ? 'bi' : ''}${point[`${name} cell`]}×${point[`${name} layers`]}`
  const attention =
    point.score === 'none'
      ? 'no attention'
      : [
          point.score,
          point.span,
          point.placement,
          ...(point.placement === 'input' ? [point.query] : []),
          ...(point.biases === 'yes' && point.score === 'additive' ? ['with biases'] : []),
          ...(point['input feeding'] === 'yes' ? ['fed'] : []),
          ...(point.coverage === 'none' ? [] : ['coverage']),
        ].join(' ')
  const source = point.source === 'reversed' ? ' reversed' : ''
  return `${side('encoder')}${source} ${point.bridge} ${side('decoder')} ${point.readout}, ${attention}`
}

function allPairs(): string[] {
  return NAMES.flatMap((first, index) =>
    NAMES.slice(index + 1).flatMap((second) =>
      (AXES[first] ?? []).flatMap((a) => (AXES[second] ?? []).map((b) => pairName(first, a, second, b))),
    ),
  )
}

function pairsOf(point: Point): string[] {
  return NAMES.flatMap((first, index) =>
    NAMES.slice(index + 1).map((second) => pairName(first, point[first] ?? '', second, point[second] ?? '')),
  )
}

function pairName(first: string, a: string, second: string, b: string): string {
  return `${first}=${a}, ${second}=${b}`
}

function splitLast(part: string): [string, string] {
  const cut = part.indexOf('=')
  return [part.slice(0, cut), part.slice(cut + 1)]
}
