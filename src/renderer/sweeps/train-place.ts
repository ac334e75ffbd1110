import { type ComputedRef, type ShallowRef, computed } from 'vue'
import { z } from 'zod'
import { type SlurmSettings, slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { stored } from '../ui/stored.ts'

/** Where a sweep is to train: in the queue of this Saccade, by Slurm, or by whatever takes the tasks of a folder. */
const PLACES = ['queue', 'slurm', 'folder'] as const

/** Settings of one value, as they are typed; what is empty is for the cluster to say. */
export const SLURM_FIELDS = [
  { name: 'partition', title: 'Partition', hint: 'where' },
  { name: 'timeMinutes', title: 'Time limit', hint: 'minutes of a task' },
  { name: 'cpusPerTask', title: 'Processors', hint: 'of a task' },
  { name: 'gpusPerNode', title: 'GPUs', hint: 'of a task' },
  { name: 'memoryGb', title: 'Memory', hint: 'GB of a task' },
  { name: 'arrayParallelism', title: 'At once', hint: 'tasks; all that fit' },
  { name: 'constraint', title: 'Constraint', hint: 'features of nodes' },
  { name: 'account', title: 'Account', hint: 'who pays' },
  { name: 'warnSeconds', title: 'Warned', hint: '120 seconds before' },
] as const

/** Settings that are lines: one, or any number. */
export const SLURM_LINES = [
  { name: 'saccade', title: 'How nodes start Saccade', hint: 'as this one was started', many: false },
  { name: 'sbatch', title: 'Further lines #SBATCH', hint: '--mail-type=END', many: true },
  { name: 'setup', title: 'Lines of the shell before the training', hint: 'module load cuda', many: true },
] as const

const typedSchema = z.object({
  on: z.enum(PLACES),
  folder: z.string(),
  slurm: z.record(z.string(), z.string()),
})
export type TypedPlace = z.output<typeof typedSchema>

/** What is wrong with what was typed, by the names of settings; `folder` for the folder. */
export type PlaceProblems = Readonly<Record<string, string>>

/** Where a sweep is to train, remembered from one to the next. */
export function useTrainPlace(): {
  readonly typed: ShallowRef<TypedPlace>
  readonly slurm: ComputedRef<SlurmSettings | null>
  readonly problems: ComputedRef<PlaceProblems>
} {
  const typed = stored('sweep.place', typedSchema, { on: 'queue', folder: '', slurm: {} })
  const read = computed(() => slurmSettingsSchema.safeParse(settingsOf(typed.value.slurm)))
  return {
    typed,
    slurm: computed(() => (typed.value.on === 'slurm' && read.value.success ? read.value.data : null)),
    problems: computed(() => {
      const { on, folder } = typed.value
      if (on === 'queue') return {}
      const issues = on === 'slurm' && !read.value.success ? read.value.error.issues : []
      return {
        ...Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), message])),
        ...(folder.trim() === '' && { folder: 'which one?' }),
      }
    }),
  }
}

/** What is left empty is not said. */
export function settingsOf(texts: Readonly<Record<string, string>>): Record<string, string | string[]> {
  const settings: Record<string, string | string[]> = {}
  for (const { name, many } of [...SLURM_FIELDS.map(({ name }) => ({ name, many: false })), ...SLURM_LINES]) {
    const lines = (texts[name] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (many) settings[name] = lines
    else if (lines.length > 0) settings[name] = lines.join(' ')
  }
  return settings
}
