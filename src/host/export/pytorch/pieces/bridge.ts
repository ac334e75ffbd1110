import { call, define, keywords, moduleClass } from '../python.ts'
import type { ModelShape } from '../shape.ts'
import type { Arguments } from '../sizes.ts'
import { linearPlans } from '../tensors.ts'
import type { TensorPlan } from '../tensors.ts'

/** How the encoder's last states become the decoder's first. */
export interface BridgePiece {
  /** Functions and classes, in order. */
  readonly source: readonly string[]
  /** What the whole model's `__init__` makes for it. */
  init(sizes: Arguments): readonly string[]
  /** The first states as arguments of State, from `last`, which the encoder gave, and `memory`. */
  readonly states: string
  /** What has to be computed before. */
  readonly before: string | null
  readonly plans: readonly TensorPlan[]
}

export function bridgePiece(shape: ModelShape): BridgePiece {
  switch (shape.bridge) {
    case 'pass':
      return { ...NOTHING, states: shape.decoder.cell === 'lstm' ? '*last' : 'last' }
    case 'concat':
      return concat(shape)
    case 'zero':
      return zero(shape)
    case 'dense':
      return dense(shape)
  }
}

const NOTHING = { source: [], init: () => [], before: null, plans: [] }

function concat({ encoder, decoder }: ModelShape): BridgePiece {
  if (encoder.directions === 1) return { ...NOTHING, states: decoder.cell === 'lstm' ? '*last' : 'last' }
  const states = decoder.cell === 'lstm' ? '*[join_directions(part) for part in last]' : 'join_directions(last)'
  return { ...NOTHING, source: [JOIN_DIRECTIONS], states }
}

function zero({ decoder }: ModelShape): BridgePiece {
  const rows = decoder.directions === 2 ? '2 * ' : ''
  return {
    ...NOTHING,
    init: ({ layers, decoder: hidden }) => [`self.layers, self.hidden = ${layers}, ${hidden}`],
    before: `zeros = memory.new_zeros(${rows}self.layers, len(source), self.hidden)`,
    states: decoder.cell === 'lstm' ? 'zeros, zeros' : 'zeros',
  }
}

function dense({ encoder, decoder }: ModelShape): BridgePiece {
  const parts = decoder.cell === 'lstm' ? ['hidden', 'cell'] : ['hidden']
  const outputs = decoder.directions === 2 ? '2 * decoder' : 'decoder'
  const maps = (part: string) =>
    `self.${part} = nn.ModuleList(nn.Linear(${encoder.directions === 2 ? '2 * encoder' : 'encoder'}, ${outputs}) for _ in range(layers))`
  // An LSTM's c is mapped from the encoder's c, or from its h where that is a GRU.
  const fromBoth = encoder.cell === 'lstm' && decoder.cell === 'lstm'
  const first = (part: string) => `first_states(self.${part}, ${fromBoth ? part : 'hidden'})`
  const forward = define(
    encoder.cell === 'lstm' ? 'forward(self, last)' : 'forward(self, hidden)',
    null,
    encoder.cell === 'lstm' && (fromBoth ? 'hidden, cell = last' : 'hidden, _ = last'),
    `return ${parts.map(first).join(', ')}`,
  )
  const bridge = moduleClass({
    name: 'Bridge',
    docstring:
      'The decoder’s first states: tanh of a linear map of the encoder’s last ones (Bahdanau 2015, appendix A.2.2).',
    parameters: ['encoder', 'decoder', 'layers'],
    init: parts.map(maps),
    methods: [forward],
  })
  const inputs = encoder.size
  return {
    source: [...(encoder.directions === 2 ? [JOIN_DIRECTIONS] : []), firstStates({ encoder, decoder }), bridge],
    init: (sizes) => [call('self.bridge = Bridge', ...keywords(sizes))],
    before: null,
    states: decoder.cell === 'lstm' ? '*self.bridge(last)' : 'self.bridge(last)',
    plans: parts.flatMap((part) =>
      Array.from({ length: decoder.layers }, (_, layer) =>
        linearPlans(`bridge.${part}.${layer}`, `bridge.layers.${layer}.${part}`, inputs, decoder.size),
      ).flat(),
    ),
  }
}

function firstStates({ encoder, decoder }: Pick<ModelShape, 'encoder' | 'decoder'>): string {
  return define(
    'first_states(maps, last)',
    'One map for each decoder layer; where the depths differ the stacks are aligned at the top.',
    encoder.directions === 2 && 'last = join_directions(last)',
    'rows = [last[max(0, len(last) - len(maps) + layer)] for layer in range(len(maps))]',
    'mapped = [torch.tanh(linear(row)) for linear, row in zip(maps, rows)]',
    decoder.directions === 2
      ? 'return torch.stack([part for both in mapped for part in both.chunk(2, dim=1)])'
      : 'return torch.stack(mapped)',
  )
}

const JOIN_DIRECTIONS = define(
  'join_directions(states)',
  '[2 * layers, batch, hidden] -> [layers, batch, 2 * hidden]',
  'return torch.cat([states[0::2], states[1::2]], dim=2)',
)
