import { z } from 'zod'
import { choice, choiceOr, flag, integer, real } from './fields.ts'
import { OWN_SCORE_FILE, ownScoreSchema } from './own-score.ts'

const OWN = { other: ownScoreSchema, what: 'the path of a .js or .ts file' }

const cell = () =>
  choice(['gru', 'lstm'], 'gru', {
    title: 'Cell',
    description: 'gru: PyTorch’s nn.GRU (reset gate after the product); lstm: nn.LSTM',
    'x-basic': true,
    'x-labels': { gru: 'GRU', lstm: 'LSTM' },
  })
const layers = (title: string) =>
  integer({ minimum: 1, maximum: 8, fallback: 2 }, { title, description: 'Number of stacked layers', 'x-basic': true })
const size = (title: string, description: string, fallback: number) =>
  integer({ minimum: 1, maximum: 4096, fallback }, { title, description, 'x-basic': true })
const forgetBias = () =>
  real(
    { minimum: -10, maximum: 10, fallback: 0 },
    {
      title: 'Forget bias',
      description: 'Added to the first value of the forget gate’s bias; 1 keeps memories from the start (Gers 2000)',
      'x-when': { cell: ['lstm'] },
    },
  )
const share = { minimum: 0, maximum: 0.95, fallback: 0 }
const dropout = () =>
  real(share, { title: 'Dropout', description: 'Between layers, as the dropout of nn.GRU and nn.LSTM' })
const embeddingDropout = () =>
  real(share, {
    title: 'Dropout of embeddings',
    description: 'On the embedded tokens, as an nn.Dropout behind nn.Embedding',
  })

/** A model is one point in a space of small, independent axes. */
export const modelSchema = z
  .strictObject({
    encoder: z
      .strictObject({
        cell: cell(),
        layers: layers('Layers'),
        hidden: size('Hidden units', 'Units per direction', 128),
        bidirectional: flag(true, {
          title: 'Bidirectional',
          description: 'A second stack reads the source backwards',
          'x-basic': true,
        }),
        embedding: size('Embedding', 'Size of the source embeddings', 64),
        dropout: dropout(),
        embeddingDropout: embeddingDropout(),
        forgetBias: forgetBias(),
        reversed: flag(false, { title: 'Reversed source', description: 'Read the source backwards (Sutskever 2014)' }),
      })
      .prefault({})
      .meta({ title: 'Encoder' }),
    bridge: choice(['pass', 'concat', 'dense', 'zero'], 'pass', {
      title: 'Bridge',
      description:
        'How the encoder’s last states start the decoder. pass: unchanged, needs the same layers, directions, cell and size; concat: the directions joined; dense: tanh of a linear map (Bahdanau 2015); zero: nothing',
    }),
    decoder: z
      .strictObject({
        cell: cell(),
        layers: layers('Layers'),
        hidden: size('Hidden units', 'Units per direction', 128),
        bidirectional: flag(true, {
          title: 'Bidirectional',
          description: 'A second stack steps beside the first on the same token, layers joined by concatenation',
        }),
        embedding: size('Embedding', 'Size of the target embeddings', 64),
        dropout: dropout(),
        embeddingDropout: embeddingDropout(),
        forgetBias: forgetBias(),
        readout: choice(['output', 'output+context', 'attentional', 'deep'], 'output', {
          title: 'Readout',
          description:
            'What the logits are computed from. output: the top layer; output+context; attentional: tanh(W[context; output]) (Luong 2015); deep: output, context and embedding through tanh (Bahdanau 2015)',
        }),
        inputFeeding: flag(false, {
          title: 'Input feeding',
          description:
            'For attention at the top: what the logits were computed from joins the next step’s input (Luong 2015, section 3.3)',
          'x-when': { 'model.attention.placement': ['top'] },
        }),
      })
      .prefault({})
      .meta({ title: 'Decoder' }),
    attention: z
      .strictObject({
        score: choiceOr(
          ['none', 'additive', 'dot', 'scaled-dot', 'general', 'concat', 'location', 'multi-head'],
          OWN,
          'additive',
          {
            title: 'Score',
            description:
              'none; additive: v·tanh(W₁q + W₂k) (Bahdanau 2015); dot: q·k; scaled-dot: q·k/√d; general: q·Wk; concat: v·tanh(W[q; k]) (Luong 2015); location: row s of Wq for source position s (Luong 2015); multi-head: scaled dot in several projected heads (nn.MultiheadAttention, Vaswani 2017); or FILE, the path of a .js or .ts module of yours',
            'x-basic': true,
          },
        ),
        size: integer(
          { minimum: 1, maximum: 4096, fallback: 128 },
          {
            title: 'Attention size',
            description: 'Width of the inner layer of the additive and concat scores',
            'x-basic': true,
            'x-when': { score: ['additive', 'concat', OWN_SCORE_FILE] },
          },
        ),
        bias: flag(false, {
          title: 'Biases',
          description:
            'Of the additive score’s three linear maps, v·tanh(W₁q + b₁ + W₂k + b₂) + b₃, as three nn.Linear have them; Bahdanau 2015 has none',
          'x-when': { score: ['additive'] },
        }),
        heads: integer(
          { minimum: 1, maximum: 64, fallback: 8 },
          {
            title: 'Heads',
            description: 'Number of heads; they share the width of the query, which they must divide',
            'x-basic': true,
            'x-when': { score: ['multi-head', OWN_SCORE_FILE] },
          },
        ),
        positions: integer(
          { minimum: 1, maximum: 4096, fallback: 256 },
          {
            title: 'Source positions',
            description:
              'How many source positions the location score knows, <eos> included; data with a longer source is refused',
            'x-basic': true,
            'x-when': { score: ['location'] },
          },
        ),
        span: choice(['global', 'local-m', 'local-p'], 'global', {
          title: 'Span',
          description:
            'Which source positions may be attended to. global: all; local-m: a window around a centre that moves on with the target; local-p: a window with a Gaussian around a centre predicted from the query (Luong 2015)',
          'x-basic': true,
        }),
        window: integer(
          { minimum: 1, maximum: 1000, fallback: 4 },
          {
            title: 'Window',
            description:
              'D: positions to each side of the centre that are attended to (Luong 2015 takes 10). Half of it is the Gaussian’s standard deviation in local-p',
            'x-basic': true,
            'x-unit': 'tokens',
            'x-when': { span: ['local-m', 'local-p'] },
          },
        ),
        renormalize: flag(true, {
          title: 'Rows sum to 1',
          description:
            'Divide the product of local-p’s weights and Gaussian by its sum; off: leave the product as it is (Luong 2015, equation 10)',
          'x-when': { span: ['local-p'] },
        }),
        centre: choice(['step', 'ratio'], 'step', {
          title: 'Centre',
          description:
            'Where the window of local-m stands at target position t, counted from 0. step: at source position t; ratio: at t times the ratio below. It stops at the last source position',
          'x-when': { span: ['local-m'] },
        }),
        ratio: real(
          { minimum: 0.01, maximum: 100, fallback: 1 },
          {
            title: 'Source to target',
            description:
              'Source positions that the centre moves on with each target token: about S/T of the training pairs. A setting, because T is not known while decoding',
            'x-when': { span: ['local-m'], centre: ['ratio'] },
          },
        ),
        placement: choice(['input', 'top', 'layer-wise'], 'input', {
          title: 'Placement',
          description:
            'input: the context joins the decoder’s input; top: attention from the top layer’s output; layer-wise: every decoder layer has an attention of its own, and its output and context together are what the next layer reads',
          'x-basic': true,
        }),
        query: choice(['state', 'embedding'], 'state', {
          title: 'Query',
          description:
            'For placement input: the last hidden state of the previous step (last direction of the top layer), or the embedding of the token fed',
          'x-when': { placement: ['input'] },
        }),
        coverage: choice(['none', 'additive'], 'none', {
          title: 'Coverage',
          description:
            'additive: the score knows how much each source position was attended to before, v·tanh(W₁q + W₂k + wc), and the loss penalises attending to it again (See 2017)',
          'x-when': { score: ['additive'] },
        }),
      })
      .prefault({})
      .meta({ title: 'Attention' }),
    initialization: choice(['pytorch', 'xavier', 'orthogonal', 'pytorch-0.1'], 'pytorch', {
      title: 'Initialisation',
      description:
        'pytorch: the defaults of nn.GRU, nn.LSTM, nn.Linear, nn.Embedding and nn.MultiheadAttention; xavier: Glorot uniform matrices, orthogonal recurrent ones, zero biases; orthogonal: every matrix orthogonal, gate by gate (nn.init.orthogonal_), normal embeddings, zero biases; pytorch-0.1: as pytorch, but every map of multi-head attention Glorot uniform by itself, as Saccade 0.1 drew them',
    }),
  })
  .prefault({})
  .meta({ title: 'Model' })

export type ModelConfiguration = z.output<typeof modelSchema>
