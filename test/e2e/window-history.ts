import type { PreparedRun } from '../support/prepared-history.ts'

const PRESETS = ['bigru-plain', 'bigru-bahdanau', 'luong-2015', 'luong-dot', 'gru-local', 'bahdanau-2015']

const lost = (step: number) => ({
  'train/loss': step < 500 ? 3 - step / 250 : NaN,
  ...(step % 100 === 0 && {
    'valid/loss': step < 500 ? 3 : NaN,
    'valid/exact_match': 0.01,
    'valid/token_accuracy': 0.2,
  }),
})

/** Many runs of several models and seeds, some alike but for a setting, one that diverged, one that failed, one with a long name. */
export const HISTORY: readonly PreparedRun[] = [
  ...PRESETS.flatMap((preset, p) =>
    [1, 2, 3, 4].map((seed): PreparedRun => ({ id: `r${'abcdef'[p] ?? ''}${seed}222`, preset, seed })),
  ),
  {
    id: 'rfail2',
    preset: 'luong-dot',
    seed: 5,
    state: 'failed',
    reason: 'The loss became NaN at step 520',
    steps: 520,
    metrics: lost,
  },
  {
    id: 'rlong2',
    preset: 'luong-concat',
    seed: 1,
    name: `attempt ${'that goes on '.repeat(11)}at last`,
  },
  { id: 'rslow2', preset: 'bigru-bahdanau', seed: 7 },
  { id: 'rfast2', preset: 'bigru-bahdanau', seed: 7, assignments: ['training.optimizer.learningRate=0.002'] },
  { id: 'rnan22', preset: 'bigru-bahdanau', seed: 8, metrics: lost },
]

/** One model with four seeds. */
export const SEEDS: readonly string[] = ['rc1222', 'rc2222', 'rc3222', 'rc4222']
/** More than a chart has room for the values of. */
export const MANY: readonly string[] = HISTORY.map(({ id }) => id)
