import { Command, type CommandOptions } from 'commander'
import { VERSION } from '../host/version.ts'
import { addAsking } from './groups/asking.ts'
import { addBoards } from './groups/boards.ts'
import { addComparing } from './groups/comparing.ts'
import { addData } from './groups/data.ts'
import type { Makers } from './groups/group.ts'
import { addInstallation } from './groups/installation.ts'
import { addMarks } from './groups/marks.ts'
import { addPackages } from './groups/packages.ts'
import { addQueue } from './groups/queue.ts'
import { addRuns } from './groups/runs.ts'
import { addSweeps } from './groups/sweeps.ts'
import { addTokenizing } from './groups/tokenizing.ts'
import { addTraining } from './groups/training.ts'
import { printErrorText } from './output.ts'
import { readBounded } from './read-bounded.ts'

/** The commands as `saccade --help` lists them. */
const GROUPS: readonly [title: string, ...add: ((makers: Makers) => void)[]][] = [
  ['Train:', addTraining, addSweeps, addQueue],
  ['Look at data:', addData, addTokenizing],
  ['Look at runs:', addRuns],
  ['Keep runs in order:', addMarks],
  ['Compare runs:', addComparing, addBoards],
  ['Ask a model:', addAsking],
  ['Take runs and models elsewhere and back:', addPackages],
  ['Saccade itself:', addInstallation],
]

/** The whole command line. `finish` gets the exit code of the command that ran. */
export function createProgram(finish: (code: number) => void): Command {
  const program = new Command('saccade')
    .description('Train recurrent sequence-to-sequence models and compare their attention.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: (text) => printErrorText(text.trimEnd()) })
    .showHelpAfterError('(saccade --help, saccade COMMAND --help)')
    .addHelpText(
      'after',
      '\nRUN is an id, the beginning of one, or a name.\nExit codes: 0 done, 1 failed, 2 bad usage or configuration, 75 call again (a task of a sweep),\n130 stopped by the user.',
    )

  const makers = createMakers(program, finish)
  for (const [title, ...parts] of GROUPS) {
    program.commandsGroup(title)
    for (const add of parts) add(makers)
  }
  return program
}

function createMakers(program: Command, finish: (code: number) => void): Makers {
  const command = (usage: string, description: string, parent = program, settings: CommandOptions = {}): Command =>
    parent
      .command(usage, settings)
      .description(description)
      .option('--data-dir <dir>', 'data folder (else SACCADE_HOME, else the usual place of the system)')
      .option('--json', 'print for programs')

  const choosing = (name: string, description: string): Command =>
    command(`${name} [runs...]`, description).option(
      '--where <query>',
      'the runs that fit, beside those named; see saccade runs',
    )

  const asking = (usage: string, description: string): Command =>
    command(usage, description)
      .option('--checkpoint <which>', 'best, last or a step', 'best')
      .option(
        '--step <n>',
        'instead, the checkpoint that is nearest to this step',
        readBounded('--step', { minimum: 0, maximum: 1e15 }, 'whole'),
      )

  return { program, command, choosing, asking, finish }
}
