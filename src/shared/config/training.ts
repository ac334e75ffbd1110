import { z } from 'zod'
import { METRIC_NAMES } from '../metrics.ts'
import { choice, integer, real } from './fields.ts'

export const trainingSchema = z
  .strictObject({
    steps: integer(
      { minimum: 1, maximum: 10_000_000, fallback: 5000 },
      { title: 'Steps', description: 'Largest number of updates', 'x-basic': true },
    ),
    epochs: integer(
      { minimum: 0, maximum: 100_000, fallback: 0 },
      { title: 'Epochs', description: 'Largest number of passes over the training pairs; 0 for no limit' },
    ),
    batchSize: integer(
      { minimum: 1, maximum: 4096, fallback: 64 },
      { title: 'Batch size', description: 'Pairs per update', 'x-basic': true, 'x-unit': 'pairs' },
    ),
    optimizer: z
      .strictObject({
        kind: choice(['adam', 'adamw', 'sgd', 'rmsprop', 'adadelta'], 'adam', {
          title: 'Optimizer',
          description: 'As in torch.optim',
          'x-labels': { adam: 'Adam', adamw: 'AdamW', sgd: 'SGD', rmsprop: 'RMSProp', adadelta: 'Adadelta' },
        }),
        learningRate: real(
          { minimum: 1e-8, maximum: 10, fallback: 0.001 },
          {
            title: 'Learning rate',
            description:
              'Step size before the schedule; usual are 0.001 for Adam and RMSProp, 0.1 for SGD, 1 for Adadelta',
            'x-basic': true,
          },
        ),
        beta1: real(
          { minimum: 0, maximum: 0.99999, fallback: 0.9 },
          { title: 'β₁', description: 'Decay of the first moment', 'x-when': { kind: ['adam', 'adamw'] } },
        ),
        beta2: real(
          { minimum: 0, maximum: 0.9999999, fallback: 0.999 },
          { title: 'β₂', description: 'Decay of the second moment', 'x-when': { kind: ['adam', 'adamw'] } },
        ),
        epsilon: real(
          { minimum: 1e-12, maximum: 1, fallback: 1e-8 },
          { title: 'ε', description: 'Added to the denominator', 'x-when': { kind: ['adam', 'adamw', 'rmsprop'] } },
        ),
        alpha: real(
          { minimum: 0, maximum: 0.99999, fallback: 0.99 },
          { title: 'α', description: 'Decay of the mean square of the gradients', 'x-when': { kind: ['rmsprop'] } },
        ),
        rho: real(
          { minimum: 0, maximum: 0.99999, fallback: 0.9 },
          {
            title: 'ρ',
            description: 'Decay of the mean squares of gradients and updates (Zeiler 2012)',
            'x-when': { kind: ['adadelta'] },
          },
        ),
        rootEpsilon: real(
          { minimum: 1e-12, maximum: 1, fallback: 1e-6 },
          { title: 'ε under the roots', description: 'Added to both mean squares', 'x-when': { kind: ['adadelta'] } },
        ),
        momentum: real(
          { minimum: 0, maximum: 0.9999, fallback: 0 },
          { title: 'Momentum', description: 'Of SGD and RMSProp', 'x-when': { kind: ['sgd', 'rmsprop'] } },
        ),
        weightDecay: real(
          { minimum: 0, maximum: 1, fallback: 0 },
          { title: 'Weight decay', description: 'adamw: decoupled; all others: added to the gradient' },
        ),
      })
      .prefault({})
      .meta({ title: 'Optimizer' }),
    schedule: z
      .strictObject({
        kind: choice(['constant', 'step', 'plateau', 'inverse-sqrt', 'cosine'], 'constant', {
          title: 'Schedule',
          description: 'How the learning rate changes over the steps',
        }),
        warmupSteps: integer(
          { minimum: 0, maximum: 1_000_000, fallback: 0 },
          { title: 'Warm-up', description: 'Steps over which the rate rises linearly from 0', 'x-unit': 'steps' },
        ),
        every: integer(
          { minimum: 1, maximum: 1_000_000, fallback: 1000 },
          { title: 'Every', description: 'Steps between two decays', 'x-when': { kind: ['step'] }, 'x-unit': 'steps' },
        ),
        factor: real(
          { minimum: 0.001, maximum: 1, fallback: 0.5 },
          {
            title: 'Factor',
            description: 'Multiplies the rate at each decay',
            'x-when': { kind: ['step', 'plateau'] },
          },
        ),
        patience: integer(
          { minimum: 1, maximum: 1000, fallback: 3 },
          {
            title: 'Patience',
            description: 'Evaluations without a lower validation loss before a decay',
            'x-when': { kind: ['plateau'] },
          },
        ),
        minimum: real(
          { minimum: 0, maximum: 1, fallback: 0 },
          {
            title: 'Floor',
            description: 'The rate never falls below this',
            'x-when': { kind: ['step', 'plateau', 'cosine'] },
          },
        ),
      })
      .prefault({})
      .meta({ title: 'Learning-rate schedule' }),
    clipNorm: real(
      { minimum: 0, maximum: 1000, fallback: 1 },
      {
        title: 'Clip norm',
        description: 'Largest global norm of the gradients (torch.nn.utils.clip_grad_norm_); 0 switches clipping off',
      },
    ),
    labelSmoothing: real(
      { minimum: 0, maximum: 0.9, fallback: 0 },
      {
        title: 'Label smoothing',
        description: 'Share of the probability spread over all tokens, as nn.CrossEntropyLoss',
      },
    ),
    coverageLoss: real(
      { minimum: 0, maximum: 100, fallback: 1 },
      {
        title: 'Coverage loss',
        description:
          'Weight of Σ min(attention, coverage) over the source, mean of the target tokens, beside the cross entropy (See 2017, equation 12)',
        'x-when': { 'model.attention.coverage': ['additive'] },
      },
    ),
    teacherForcing: z
      .strictObject({
        ratio: real(
          { minimum: 0, maximum: 1, fallback: 1 },
          {
            title: 'Ratio',
            description: 'Probability that the reference token is fed; 1 is full teacher forcing',
            'x-basic': true,
          },
        ),
        unit: choice(['batch-step', 'batch', 'token'], 'batch-step', {
          title: 'Unit',
          description:
            'batch-step: one coin a time step; batch: one coin a batch; token: one coin a token (Bengio 2015)',
        }),
        decay: choice(['constant', 'linear', 'exponential', 'inverse-sigmoid'], 'constant', {
          title: 'Decay',
          description: 'How the ratio falls over the steps (Bengio 2015, section 2.4)',
        }),
        decaySteps: integer(
          { minimum: 1, maximum: 10_000_000, fallback: 5000 },
          {
            title: 'Decay steps',
            description: 'linear: steps until the floor; exponential and inverse-sigmoid: the constant k',
            'x-when': { decay: ['linear', 'exponential', 'inverse-sigmoid'] },
          },
        ),
        minimum: real(
          { minimum: 0, maximum: 1, fallback: 0 },
          {
            title: 'Floor',
            description: 'The ratio never falls below this',
            'x-when': { decay: ['linear', 'exponential', 'inverse-sigmoid'] },
          },
        ),
        feed: choice(['argmax', 'sample'], 'argmax', {
          title: 'Otherwise feed',
          description: 'The model’s most probable token, or one drawn from its distribution',
        }),
      })
      .prefault({})
      .meta({ title: 'Teacher forcing' }),
    earlyStopping: z
      .strictObject({
        metric: z.enum(METRIC_NAMES).default('valid/loss').meta({
          title: 'Metric',
          description: 'Which metric decides on the best checkpoint (of equals the later one) and on stopping early',
        }),
        patience: integer(
          { minimum: 0, maximum: 10_000, fallback: 0 },
          { title: 'Patience', description: 'Stop after so many evaluations without improvement; 0 never stops early' },
        ),
        goal: z
          .number()
          .nullable()
          .default(null)
          .meta({ title: 'Goal', description: 'Stop as soon as the metric reaches this value; empty for none' }),
      })
      .prefault({})
      .meta({ title: 'Best checkpoint and early stopping' }),
    keep: z
      .strictObject({
        kind: choice(['best-and-last', 'every', 'within'], 'best-and-last', {
          title: 'Keep',
          description:
            'Which checkpoints stay to be asked later with sentences of your own; each kept one takes 4 bytes a parameter on the disk',
          'x-labels': { 'best-and-last': 'best and last only', every: 'some of them', within: 'within a size' },
        }),
        every: integer(
          { minimum: 1, maximum: 100_000, fallback: 1 },
          {
            title: 'Every',
            description: 'Keep the checkpoint of every so manieth evaluation, from step 0 on',
            'x-when': { kind: ['every'] },
            'x-unit': 'evaluations',
          },
        ),
        megabytes: integer(
          { minimum: 1, maximum: 10_000_000, fallback: 200 },
          {
            title: 'Within',
            description: 'Room of the kept checkpoints; those that are closest together go first',
            'x-when': { kind: ['within'] },
            'x-unit': 'MB',
          },
        ),
      })
      .prefault({})
      .meta({ title: 'Kept checkpoints' }),
  })
  .prefault({})
  .meta({ title: 'Training' })

export type TrainingConfiguration = z.output<typeof trainingSchema>
