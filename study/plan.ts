import { PRESETS } from '../src/shared/config/presets.ts'

/** What one family of runs is trained on and judged by. */
export interface StudyTask {
  readonly id: string
  readonly title: string
  /** What `saccade train` is told besides preset, seed and name: fewer steps than recommended where those take long. */
  readonly arguments: readonly string[]
  /** The metric that the table leads with. */
  readonly measure: 'valid/exact_match' | 'valid/phoneme_error_rate'
}

/** One run of the study: its name says which, so that a study that was cut off goes on where it was. */
export interface PlannedRun {
  readonly task: StudyTask
  readonly preset: string
  readonly seed: number
  readonly name: string
}

const set = (settings: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${value}`])

export const STUDY_TASKS: readonly StudyTask[] = [
  {
    id: 'reverse',
    title: 'Reverse: 3 to 10 letters, said backwards',
    arguments: ['--task', 'reverse'],
    measure: 'valid/exact_match',
  },
  {
    id: 'dates',
    title: 'Dates: from many spellings to ISO 8601, character by character',
    arguments: ['--task', 'dates', ...set({ 'training.steps': 500 })],
    measure: 'valid/exact_match',
  },
  {
    id: 'scan',
    title: 'SCAN, simple split: commands to actions',
    arguments: ['--task', 'scan', ...set({ 'training.steps': 600 })],
    measure: 'valid/exact_match',
  },
  {
    id: 'pronouncing',
    title: 'Graphemes to phonemes: the pronouncing dictionary',
    arguments: [
      '--task',
      'pronouncing',
      ...set({
        'training.steps': 800,
        'evaluation.every': 100,
        'model.encoder.hidden': 64,
        'model.decoder.hidden': 64,
      }),
    ],
    measure: 'valid/phoneme_error_rate',
  },
]

/** All that differ in the model: `bigru-varlen` is `bigru-bahdanau` on batches in another order. */
export const STUDY_PRESETS = PRESETS.map(({ id }) => id).filter((id) => id !== 'bigru-varlen')

/** Every preset on every task with seeds 1 to `seeds`; all presets of one seed and task come together. */
export function planStudy(options: {
  readonly tasks: readonly string[]
  readonly presets: readonly string[]
  readonly seeds: number
}): PlannedRun[] {
  const presets = STUDY_PRESETS.filter((id) => options.presets.includes(id))
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1)
  return seeds.flatMap((seed) =>
    STUDY_TASKS.filter(({ id }) => options.tasks.includes(id)).flatMap((task) =>
      presets.map((preset) => ({ task, preset, seed, name: `${task.id}/${preset}/${seed}` })),
    ),
  )
}
