import type { Command } from 'commander'
import {
  type PauseOptions,
  type StopOptions,
  queue,
  queueAtOnce,
  queueMove,
  queueNext,
  queuePause,
  queueResume,
  queueStop,
} from '../commands/queue.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { CommonOptions } from '../context.ts'
import type { Makers } from './group.ts'

const CHANGES = ['next', 'move', 'pause', 'resume', 'stop', 'at-once']

/** `saccade queue` and what it can do. */
export function addQueue({ program, command, finish }: Makers): void {
  const group = program
    .command('queue')
    .description('list what trains and what waits; put it in order, pause, resume and stop it')
    .addHelpText(
      'after',
      '\nThe window, `saccade serve` or a training that holds the data folder does what is asked; without one the stored' +
        '\nqueue is changed. Every command prints how the queue stands then.',
    )
  command('list', 'list what trains, and what waits in the order in which it will start', group, {
    isDefault: true,
  })
    .allowExcessArguments()
    .action(async (options: CommonOptions, { args: [unknown] }: Command) => {
      if (unknown !== undefined) {
        const wrong = CHANGES.includes(unknown)
          ? 'stands behind an option'
          : 'is nothing that can be done with the queue'
        throw new SaccadeError('bad-usage', `“${unknown}” ${wrong}`, {
          hint: CHANGES.includes(unknown)
            ? `Options come behind it: \`saccade queue ${unknown} …\`.`
            : `\`saccade queue\` alone lists it; else ${CHANGES.join(', ')}.`,
        })
      }
      finish(await queue(options))
    })
  command('next <runs...>', 'put waiting runs before all others, in this order', group).action(
    async (named: string[], options: CommonOptions) => finish(await queueNext(named, options)),
  )
  command('move <run> <place>', 'put a waiting run at a place: 1 is the next one, or last', group).action(
    async (named: string, place: string, options: CommonOptions) => finish(await queueMove(named, place, options)),
  )
  command('pause [runs...]', 'pause runs; without names all of them, and nothing new starts', group)
    .option('--keep-place', 'let those that wait wait for them; else their places go to the next ones')
    .action(async (named: string[], options: PauseOptions) => finish(await queuePause(named, options)))
  command('resume [runs...]', 'let paused runs go on; without names all of them and the queue', group).action(
    async (named: string[], options: CommonOptions) => finish(await queueResume(named, options)),
  )
  command('stop [runs...]', 'stop runs, each with a checkpoint; without names all that train', group)
    .option('--waiting', 'with all that train, what waits too')
    .action(async (named: string[], options: StopOptions) => finish(await queueStop(named, options)))
  command('at-once <n>', 'let so many runs train at a time', group).action(
    async (count: string, options: CommonOptions) => finish(await queueAtOnce(count, options)),
  )
}
