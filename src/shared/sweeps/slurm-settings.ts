import { z } from 'zod'
import { SaccadeError } from '../errors.ts'

const word = z.string().regex(/^[^\s'"\\$`;&|<>]+$/, 'one word, without quotes')
const count = z.coerce.number('a whole number').int('a whole number').min(1, 'at least 1')
/** One line of a script; a break in it would begin another. */
const line = z.string().regex(/^[^\r\n]+$/, 'one line')

/** What a job asks of Slurm, by the names that submitit has for it. What is left out is for the cluster to say. */
export const slurmSettingsSchema = z
  .strictObject({
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
    /** How nodes start Saccade, as the shell has it; without it as the one that submits was started. */
    saccade: line.optional(),
    /** Further lines that begin with #SBATCH. */
    sbatch: z.array(line).default([]),
    /** Lines of the shell that come before the training, such as `module load node`. */
    setup: z.array(line).default([]),
  })
  .refine(({ timeMinutes, warnSeconds }) => timeMinutes === undefined || timeMinutes * 60 > warnSeconds, {
    path: ['timeMinutes'],
    error: 'a task would be warned at once: more time, or fewer warnSeconds',
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
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new SaccadeError('bad-usage', `--slurm ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`)
}
