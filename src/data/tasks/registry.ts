import type { TaskId } from '../../shared/config/data.ts'
import { additionTask } from './addition.ts'
import { copyTask } from './copy.ts'
import { datesTask } from './dates.ts'
import { reverseTask } from './reverse.ts'
import { sortTask } from './sort.ts'
import type { Task } from './task.ts'

/** Every generated task; adding one means a file here and its id in the configuration schema. */
export const TASKS: Record<TaskId, Task> = {
  copy: copyTask,
  reverse: reverseTask,
  sort: sortTask,
  addition: additionTask,
  dates: datesTask,
}
