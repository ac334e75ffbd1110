import { expect, test } from 'vitest'
import { slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { SLURM_FIELDS, SLURM_LINES, settingsOf } from './train-place.ts'
import { apart } from '../../shared/labels/apart.ts'

test('every setting of Slurm can be typed, and what is left empty is not said', () => {
  const names = [...SLURM_FIELDS, ...SLURM_LINES].map(({ name }) => name)
  expect(names.toSorted()).toEqual(Object.keys(slurmSettingsSchema.shape).toSorted())
  const typed = {
    partition: ' gpu ',
    timeMinutes: '90',
    memoryGb: '',
    setup: 'module load a\n\n module load b',
    saccade: '',
  }
  const settings = settingsOf(typed)
  expect(settings).toEqual({
    partition: 'gpu',
    timeMinutes: '90',
    sbatch: [],
    setup: ['module load a', 'module load b'],
  })
  expect(slurmSettingsSchema.parse(settings)).toMatchObject({ timeMinutes: 90, warnSeconds: 120 })
})

test('what all labels share is said once', () => {
  expect(apart(['a 1 · seed 1', 'a 2 · seed 1'])).toEqual({ own: ['a 1', 'a 2'], shared: 'seed 1' })
  expect(apart(['a 1 · seed 1'])).toEqual({ own: ['a 1 · seed 1'], shared: '' })
})
