import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { readJsonIfThere, writeWhole } from './sweep-folder.ts'

const tasksSchema = z.array(z.int().min(0))
const settingsSchema = slurmSettingsSchema.optional().catch(undefined)
const jobSchema = z.object({
  job: z.string().regex(/^\d+$/),
  submitted: z.number(), // milliseconds since 1970
  tasks: tasksSchema,
  /** In the comment of the job, which tells whose it is; those of former versions have none. */
  token: z.string().optional(),
})
/** What a folder remembers of Slurm. */
const handedSchema = z.object({
  jobs: z.array(jobSchema),
  /** What the last of them asked for. */
  settings: settingsSchema,
  /** Written before sbatch is called: cut off in between, its job is found by this. */
  pending: z
    .object({ token: z.string(), submitted: z.number(), tasks: tasksSchema, settings: settingsSchema })
    .optional()
    .catch(undefined),
})
/** A job that tasks were handed over in. */
export type HandedJob = z.output<typeof jobSchema>
export type Handed = z.output<typeof handedSchema>

const recordOf = (folder: string): string => path.join(folder, 'slurm.json')
export const scriptOf = (folder: string): string => path.join(folder, 'slurm.sh')
export const commentOf = (token: string): string => `saccade:${token}`

/**
 * The jobs that tasks of a folder were handed over in, first to last, and the settings of the last where this user wrote them:
 * they are lines of a shell.
 */
export async function handedOver(folder: string): Promise<Handed> {
  const { jobs, settings, pending } = handedSchema.safeParse(await readJsonIfThere(recordOf(folder))).data ?? {
    jobs: [],
  }
  return (await isByOther(folder)) ? { jobs } : { jobs, settings, pending }
}

/** Whether another user wrote down what a folder remembers; never where users have no numbers. */
export async function isByOther(folder: string): Promise<boolean> {
  const user = process.getuid?.()
  const found = await fs.promises.lstat(recordOf(folder)).catch(() => undefined)
  return user !== undefined && found !== undefined && found.uid !== user
}

/** Whether Slurm has, or may have, what it was handed. */
export const hasJobs = ({ jobs, pending }: Handed): boolean => jobs.length > 0 || pending !== undefined

/** Whether tasks were handed to Slurm, or nearly so: then they can be handed over again. */
export const isInSlurm = (handed: Handed): boolean => hasJobs(handed) || handed.settings !== undefined

/** @throws storage */
export const remember = (folder: string, handed: Handed): void =>
  writeWhole(recordOf(folder), JSON.stringify(handed, null, 2))

/** A hand-over that has its job. */
export function withJob({ jobs }: Handed, pending: NonNullable<Handed['pending']>, job: string): Handed {
  const { settings, ...of } = pending
  return { jobs: [...jobs, { job, ...of }], settings }
}
