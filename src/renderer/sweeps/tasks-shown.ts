import type { SweepTask } from '../../shared/contract/sweeps.ts'
import { countsText } from './run-states.ts'

/** What something happened to comes first, then what trains; what has come in needs nobody. */
const ORDER: Readonly<Record<SweepTask['state'], number>> = {
  ...{ failed: 0, lost: 0, unreadable: 0, stopped: 1 },
  ...{ running: 2, starting: 2, waiting: 3, finished: 4 },
}

export const tasksInOrder = (tasks: readonly SweepTask[]): SweepTask[] =>
  [...tasks].sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.number - b.number)

export const trains = ({ state }: SweepTask): boolean => state === 'running' || state === 'starting'

/** Whether nothing of what is told changes any more: Slurm may have a task in its hands still that was finished a moment ago. */
export const isSettled = (tasks: readonly Pick<SweepTask, 'state' | 'inHands'>[]): boolean =>
  tasks.every(({ state, inHands }) => state === 'finished' && !inHands)

/** `3 running, 2 waiting` */
export const tasksText = (tasks: readonly SweepTask[]): string =>
  countsText(tasksInOrder(tasks).map(({ state }) => state))

/** Whether nobody has it in hands any more though it is not finished: it can be handed over again. */
export const isLeft = (task: SweepTask): boolean => !task.inHands && !trains(task) && task.state !== 'finished'
