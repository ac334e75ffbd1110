import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { keptCost, knownParameters, settingsOf } from './kept-cost.ts'

const composed = (...assignments: string[]) =>
  parseConfiguration(
    composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' }, assignments }),
  )
const planned = (...assignments: string[]) => composed('training.steps=1000', 'evaluation.every=100', ...assignments)

describe('what kept checkpoints cost', () => {
  it('is parameters × 4 bytes × number, the one of step 0 counted', () => {
    expect(keptCost(planned(), 500_000)).toBe('')
    expect(keptCost(planned('training.keep.kind=every', 'training.keep.every=2'), 500_000)).toBe(
      'Each run keeps 6 checkpoints beside best and last: 11 MB on the disk (1.9 MB each).',
    )
    expect(keptCost(planned('training.keep.kind=every'), null)).toContain('42 MB for a million parameters')
  })

  it('has as many within a size as fit', () => {
    const within = planned('training.keep.kind=within', 'training.keep.megabytes=5')
    expect(keptCost(within, 500_000)).toBe(
      'Each run keeps up to 2 checkpoints (1.9 MB each) within 5 MB, beside best and last.',
    )
  })

  it('is known from a run with the same model and data', () => {
    const [same, wider] = ['training.steps=7', 'model.attention.size=96'].map((text) => settingsOf(composed(text)))
    const runs = [
      { settings: wider ?? {}, parameters: 1 },
      { settings: same ?? {}, parameters: null },
      { settings: same ?? {}, parameters: 42 },
    ]
    expect(knownParameters(settingsOf(composed()), runs)).toBe(42)
    expect(knownParameters(settingsOf(composed('model.attention.size=128')), runs)).toBeNull()
  })
})
