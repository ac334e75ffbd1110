/** What the shell is told. `again`: a task was stopped with a checkpoint and goes on when it is called again. */
export const EXIT = { done: 0, failed: 1, usage: 2, again: 75, stopped: 130 } as const
