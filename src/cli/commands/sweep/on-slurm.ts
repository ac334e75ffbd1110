import fs from 'node:fs'
import process from 'node:process'
import type { SlurmSettings } from '../../../host/cluster/slurm-settings.ts'
import { isOpen, slurmStates, submitArray } from '../../../host/cluster/slurm.ts'
import { placesOfTask } from '../../../host/cluster/sweep-folder.ts'
import { counted } from '../../../shared/counted.ts'
import { EXIT } from '../../exit-codes.ts'
import { print, printJson } from '../../output.ts'

/** `saccade sweep FILE --on slurm DIR`: what is neither finished nor already in Slurm's hands, as one array job. */
export async function handToSlurm(
  { folder, name, tasks }: { folder: string; name: string; tasks: number },
  settings: SlurmSettings,
  asJson: boolean,
): Promise<number> {
  const known = await slurmStates(folder)
  const wanted = Array.from({ length: tasks }, (_, number) => number).filter((number) => {
    const state = known.get(number)
    return !fs.existsSync(placesOfTask(folder, number).bundle) && !(state && isOpen(state))
  })
  if (wanted.length === 0) {
    if (asJson) printJson({ folder, job: null, tasks: [] })
    else print(`${folder}: all ${counted(tasks, 'task')} are finished, or in Slurm’s hands already`)
    return EXIT.done
  }
  const [program = 'saccade'] = process.argv.slice(1)
  const job = await submitArray(
    {
      ...{ folder, name: name || 'sweep', tasks: wanted },
      saccade: [process.execPath, ...process.execArgv, program],
      again: EXIT.again,
    },
    settings,
  )
  if (asJson) printJson({ folder, job, tasks: wanted })
  else {
    print(
      `Job ${job} of Slurm trains ${counted(wanted.length, 'task')} of ${folder}`,
      `saccade sweep collect ${folder} takes the results in, and tells how the others stand`,
    )
  }
  return EXIT.done
}
