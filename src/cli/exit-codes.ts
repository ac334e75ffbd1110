import { CALL_AGAIN } from '../host/cluster/submit.ts'

/** What the shell is told. `again`: a task was stopped with a checkpoint and goes on when it is called again. */
export const EXIT = { done: 0, failed: 1, usage: 2, again: CALL_AGAIN, stopped: 130 } as const
