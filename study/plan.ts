import { PRESETS } from '../src/shared/config/presets.ts'

/** What one family of runs is trained on and judged by. */
export interface StudyTask {
  readonly id: string
  readonly title: string
  /** Laid over what Saccade recommends for the task, as `--set` takes it: fewer steps where those take long. */
  readonly settings: readonly string[]
  /** The metric that the table leads with. */
  readonly measure: 'valid/exact_match' | 'valid/phoneme_error_rate'
}

/** One run of the study: its name says which, so that a study that was cut off goes on where it was. */
export interface PlannedRun {
  readonly task: StudyTask
  readonly preset: string
  readonly seed: number
  readonly name: string
  readonly settings: readonly string[]
}

/** What is planned of one preset on one task. */
export interface PlannedRow {
  readonly task: StudyTask
  readonly preset: string
  /** One run a seed: what the model learns. */
  readonly results: readonly PlannedRun[]
  /** A few steps with the machine to itself: how fast it learns. */
  readonly speed: PlannedRun
}

/** Enough that the first steps, which warm up, do not move the median. */
const SPEED_STEPS = 120

export const STUDY_TASKS: readonly StudyTask[] = [
  {
    id: 'reverse',
    title: 'Reverse: 3 to 10 letters, said backwards',
    settings: [],
    measure: 'valid/exact_match',
  },
  {
    id: 'dates',
    title: 'Dates: from many spellings to ISO 8601, character by character',
    settings: [],
    measure: 'valid/exact_match',
  },
  {
    id: 'scan',
    title: 'SCAN, simple split: commands to actions',
    settings: ['training.steps=1200'],
    measure: 'valid/exact_match',
  },
  {
    id: 'pronouncing',
    title: 'Graphemes to phonemes: the pronouncing dictionary',
    settings: ['training.steps=800', 'evaluation.every=100', 'model.encoder.hidden=64', 'model.decoder.hidden=64'],
    measure: 'valid/phoneme_error_rate',
  },
]

/** All that differ in the model: `bigru-varlen` is `bigru-bahdanau` on batches in another order. */
export const STUDY_PRESETS = PRESETS.map(({ id }) => id).filter((id) => id !== 'bigru-varlen')

/** Every preset on every task with seeds 1 to `seeds`. */
export function planStudy(options: {
  readonly tasks: readonly string[]
  readonly presets: readonly string[]
  readonly seeds: number
}): PlannedRow[] {
  const presets = STUDY_PRESETS.filter((id) => options.presets.includes(id))
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1)
  return STUDY_TASKS.filter(({ id }) => options.tasks.includes(id)).flatMap((task) =>
    presets.map((preset): PlannedRow => {
      const name = `${task.id}/${preset}`
      const { settings } = task
      const briefly = [...settings, `training.steps=${SPEED_STEPS}`, `evaluation.every=${SPEED_STEPS}`]
      return {
        task,
        preset,
        results: seeds.map((seed) => ({ task, preset, seed, name: `${name}/${seed}`, settings })),
        speed: { task, preset, seed: 1, name: `${name}/speed`, settings: briefly },
      }
    }),
  )
}
