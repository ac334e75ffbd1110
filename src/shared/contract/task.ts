import { z } from 'zod'

/** A name that the caller gives to long work: events tell under it how far that is, and by it the work is given up. */
export const taskSchema = z.string().max(100)
/** Where nobody asks. */
export const namedTaskSchema = taskSchema.default('')

/** How far long work is. */
export interface TaskProgress {
  /** As the caller called the work. */
  readonly task: string
  readonly text: string
  readonly done: number
  readonly total: number
}
