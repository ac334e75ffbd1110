import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'

const word = z.string().regex(/^[^\s'"\\$`;&|<>]+$/, 'One word, without quotes')
const count = z.coerce.number().int().min(1)
/** One line of a script; a break in it would begin another. */
const line = z.string().regex(/^[^\r\n]+$/, 'One line')

/** What a job asks of Slurm, by the names that submitit has for it. What is left out is for the cluster to say. */
export const slurmSettingsSchema = z.strictObject({
  partition: word.optional(),
  timeMinutes: count.optional(),
  cpusPerTask: count.optional(),
  gpusPerNode: count.optional(),
  memoryGb: count.optional(),
  /** So many tasks at once. */
  arrayParallelism: count.optional(),
  constraint: word.optional(),
  account: word.optional(),
  /** Before its time limit a task is warned so many seconds ahead, makes a checkpoint and is queued again. */
  warnSeconds: count.default(120),
  /** Further lines that begin with #SBATCH. */
  sbatch: z.array(line).default([]),
  /** Lines of the shell that come before the training, such as `module load node`. */
  setup: z.array(line).default([]),
})
export type SlurmSettings = z.output<typeof slurmSettingsSchema>

/**
 * Settings as the command line has them, such as `partition=gpu`; `sbatch` and `setup` may be said many times.
 * @throws bad-usage
 */
export function readSlurmSettings(assignments: readonly string[]): SlurmSettings {
  const given: Record<string, string> = {}
  const lines: Record<'sbatch' | 'setup', string[]> = { sbatch: [], setup: [] }
  for (const assignment of assignments) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(assignment) ?? []
    if (!Object.hasOwn(slurmSettingsSchema.shape, name)) {
      throw new SaccadeError('bad-usage', `--slurm ${assignment} sets nothing that there is`, {
        hint: `name=value, with one of ${Object.keys(slurmSettingsSchema.shape).join(', ')}.`,
      })
    }
    if (name === 'sbatch' || name === 'setup') lines[name].push(value)
    else given[name] = value
  }
  const read = slurmSettingsSchema.safeParse({ ...given, ...lines })
  if (read.success) {
    const { timeMinutes, warnSeconds } = read.data
    if (timeMinutes === undefined || timeMinutes * 60 > warnSeconds) return read.data
    throw new SaccadeError(
      'bad-usage',
      `A task would be warned at once: warnSeconds is ${warnSeconds} and timeMinutes ${timeMinutes}`,
      {
        hint: 'Give it more time, or fewer seconds to make its checkpoint.',
      },
    )
  }
  const [issue] = read.error.issues
  throw new SaccadeError('bad-usage', `--slurm ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`)
}
