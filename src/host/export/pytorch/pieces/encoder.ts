import { define, moduleClass } from '../python.ts'
import type { ModelShape } from '../shape.ts'
import { embeddingPlan, recurrentPlans } from '../tensors.ts'
import type { TensorPlan } from '../tensors.ts'
import { RNN, namesOf } from './recurrent.ts'

export function encoderPlans({ encoder }: ModelShape): TensorPlan[] {
  const { layers, embedding, size } = encoder
  return [
    embeddingPlan('encoder.embedding', 'encoder.embedding', encoder.vocabulary, embedding),
    ...Array.from({ length: layers }, (_, layer) =>
      recurrentPlans('encoder.rnn', layer, `encoder.layers.${layer}`, {
        ...encoder,
        inputs: layer === 0 ? embedding : size,
      }),
    ).flat(),
  ]
}

/** The class, and before it the function it needs for a source that is read from its other end. */
export function encoderSource({ encoder }: ModelShape): string[] {
  const { cell, directions, dropout, embeddingDropout, reversed } = encoder
  const { state, rows } = namesOf(encoder)
  const size = directions === 2 ? '2 * hidden' : 'hidden'
  const forward = define(
    'forward(self, source, lengths)',
    `ids [batch, source], lengths [batch]
-> outputs [batch, source, ${size}], 0 at padding; last ${state} ${rows}`,
    reversed && 'source = reverse(source, lengths)',
    `embedded = ${embeddingDropout > 0 ? 'self.embedding_dropout(self.embedding(source))' : 'self.embedding(source)'}`,
    'packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)',
    'outputs, last = self.rnn(packed)',
    'outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=source.shape[1])',
    `return ${reversed ? 'reverse(outputs, lengths)' : 'outputs'}, last`,
  )
  const options = [
    'batch_first=True',
    ...(directions === 2 ? ['bidirectional=True'] : []),
    ...(dropout > 0 ? ['dropout=dropout'] : []),
  ]
  const own = moduleClass({
    name: 'Encoder',
    docstring: `${reversed ? 'Reads the source from its end' : 'Reads the source'}${directions === 2 ? ' in both directions' : ''}; packing keeps padding out.`,
    parameters: [
      'vocabulary',
      'embedding',
      'hidden',
      'layers',
      dropout > 0 && 'dropout',
      embeddingDropout > 0 && 'embedding_dropout',
    ],
    init: [
      'self.embedding = nn.Embedding(vocabulary, embedding)',
      embeddingDropout > 0 && 'self.embedding_dropout = nn.Dropout(embedding_dropout)',
      `self.rnn = ${RNN[cell]}(embedding, hidden, layers, ${options.join(', ')})`,
    ],
    methods: [forward],
  })
  return reversed ? [REVERSE, own] : [own]
}

const REVERSE = define(
  'reverse(x, lengths)',
  'Each sentence from its end, its padding still behind it: [batch, length, ...]',
  'places = torch.arange(x.shape[1], device=x.device)',
  'last = lengths.unsqueeze(1) - 1',
  'order = torch.where(places <= last, last - places, places)  # [batch, length]',
  'rows = torch.arange(len(x), device=x.device).unsqueeze(1)',
  'return x[rows, order]',
)
