import { bridgePiece } from './pieces/bridge.ts'
import { decoderPiece } from './pieces/decoder.ts'
import { encoderPlans, encoderSource } from './pieces/encoder.ts'
import { namesOf } from './pieces/recurrent.ts'
import { call, define, indent, keywords, list, moduleClass } from './python.ts'
import type { ModelShape } from './shape.ts'
import { sizesOf } from './sizes.ts'
import type { TensorPlan } from './tensors.ts'

/** A model as one Python file, and where its tensors come from. */
export interface PythonModel {
  readonly source: string
  readonly plans: readonly TensorPlan[]
}

/** Puts model.py together from what this model needs, and nothing else. */
export function composeModel(shape: ModelShape): PythonModel {
  const bridge = bridgePiece(shape)
  const decoder = decoderPiece(shape)
  const parts = [
    ...encoderSource(shape),
    stateClass(shape, decoder.carried),
    ...bridge.source,
    ...decoder.source,
    wholeClass(shape, bridge, decoder),
  ]
  const body = parts.join('\n\n\n')
  return {
    source: `${HEAD(body.includes('F.'))}\n\n\n${body}\n`,
    plans: [...encoderPlans(shape), ...bridge.plans, ...decoder.plans],
  }
}

const HEAD = (functional: boolean): string =>
  [
    `"""The model of a Saccade run in plain PyTorch, and nothing but what this run needs.`,
    '',
    '    model = Seq2Seq()',
    '    model.load_state_dict(safetensors.torch.load_file("weights.safetensors"))',
    '',
    'Seq2Seq takes other sizes as arguments.',
    '"""',
    '',
    'import random',
    'from typing import NamedTuple',
    '',
    'import torch',
    'import torch.nn as nn',
    ...(functional ? ['import torch.nn.functional as F'] : []),
    'from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence',
    '',
    'PAD, BOS, EOS, UNK = range(4)',
  ].join('\n')

function stateClass({ decoder }: ModelShape, carried: ReturnType<typeof decoderPiece>['carried']): string {
  const { rows, parts } = namesOf(decoder)
  const fields = [
    ...parts.map((name) => `${name}: torch.Tensor  # ${rows}`),
    ...carried.map(({ name, type, comment }) => `${name}: ${type}  # ${comment}`),
  ]
  return `class State(NamedTuple):\n${indent(['"""What the decoder hands on from step to step."""', '', ...fields].join('\n'))}`
}

function wholeClass(
  shape: ModelShape,
  bridge: ReturnType<typeof bridgePiece>,
  decoder: ReturnType<typeof decoderPiece>,
): string {
  const { attention } = shape
  const sizes = sizesOf(shape, decoder)
  const memory = attention ? ['memory', 'mask'] : []
  const needsMemory = attention !== null || bridge.states.includes('zeros')
  const first = decoder.carried.map(({ name, first }) => `${name}=${first}`)
  const encode = define(
    'encode(self, source, lengths)',
    attention
      ? "The decoder's first state, the encoder's outputs [batch, source, key], and which are real, bool [batch, source]"
      : "The decoder's first state",
    `${needsMemory ? 'memory' : '_'}, ${shape.bridge === 'zero' ? '_' : 'last'} = self.encoder(source, lengths)`,
    attention && 'mask = torch.arange(source.shape[1], device=source.device) < lengths.unsqueeze(1)',
    bridge.before,
    first.length > 0 && `state = State(\n${indent(`${[bridge.states, ...first].join(',\n')},`)}\n)`,
    `return ${list(first.length > 0 ? 'state' : `State(${bridge.states})`, ...memory)}`,
  )
  const state = list('state', ...memory)
  const forward = define(
    'forward(self, source, lengths, target, teacher_forcing_ratio=1.0)',
    [
      'ids [batch, source], [batch], ids [batch, target], which begin with BOS',
      `-> ${decoder.weights ? `logits [batch, target, vocabulary], attention ${decoder.weights}` : 'logits [batch, target, vocabulary]'}`,
      'The ratio is how probable it is, at each step for the whole batch, that the reference is fed, and not the most probable token.',
    ].join('\n'),
    `${state} = self.encode(source, lengths)`,
    'if teacher_forcing_ratio >= 1:',
    `    ${list('logits', '_', decoder.weights && 'attention')} = self.decoder(${list('target', state)})`,
    `    return ${decoder.weights ? 'logits, attention' : 'logits'}`,
    decoder.weights ? 'rows, maps = [], []' : 'rows = []',
    'for reference in target.split(1, dim=1):',
    '    forced = not rows or random.random() < teacher_forcing_ratio',
    '    tokens = reference if forced else rows[-1].argmax(2)',
    `    ${list('logits', 'state', decoder.weights && 'weights')} = self.decoder(${list('tokens', state)})`,
    '    rows.append(logits)',
    decoder.weights && '    maps.append(weights)',
    `return ${list('torch.cat(rows, dim=1)', decoder.weights && 'torch.cat(maps, dim=-2)')}`,
  )
  const greedy = [
    '@torch.no_grad()',
    define(
      'greedy(self, source, lengths, factor)',
      'Feeds back the most probable token, for at most length * factor + 10 steps: a list of ids for each sentence.',
      `${state} = self.encode(source, lengths)`,
      'limits = [int(length * factor) + 10 for length in lengths.tolist()]',
      'tokens = torch.full_like(lengths, BOS)',
      'sentences = [[] for _ in limits]',
      'for step in range(max(limits)):',
      `    ${list('logits', 'state', decoder.weights && '_')} = self.decoder(${list('tokens.unsqueeze(1)', state)})`,
      '    logits = logits.squeeze(1)',
      '    logits[:, [PAD, BOS]] = float("-inf")',
      '    tokens = logits.argmax(1)',
      '    for sentence, limit, token in zip(sentences, limits, tokens.tolist()):',
      '        if step < limit and EOS not in sentence[-1:]:',
      '            sentence.append(token)',
      '    if all(EOS in sentence[-1:] for sentence in sentences):',
      '        break',
      'return sentences',
    ),
  ].join('\n')
  return moduleClass({
    name: 'Seq2Seq',
    docstring: 'Encoder, decoder and what is between them. All sizes stand here; those of the run are the defaults.',
    parameters: keywords(sizes.defaults),
    init: [
      call('self.encoder = Encoder', ...keywords(sizes.encoder)),
      ...bridge.init(sizes.bridge),
      call('self.decoder = Decoder', ...keywords(sizes.decoder)),
    ],
    methods: [forward, encode, greedy],
  })
}
