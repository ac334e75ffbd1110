import type { SweepEstimate } from '../../../shared/contract/sweeps.ts'
import { counted } from '../../../shared/counted.ts'
import { type Expansion, stepsOf } from '../../../shared/sweeps/expand.ts'
import type { Sweep } from '../../../shared/sweeps/sweep.ts'
import { formatDuration } from '../../format.ts'
import { print, printError } from '../../output.ts'
import { formatTable } from '../../table.ts'

/** The runs of a sweep in their order, and on standard error what is none of them and why. */
export function printPlan(expansion: Expansion, { steps: most = Infinity }: Sweep['budget']): void {
  const { runs, leftOut, same, beyond } = expansion
  print(
    ...formatTable(
      ['NUMBER', 'STEPS', 'RUN'],
      runs.map(({ configuration, label }, index) => [index + 1, configuration.training.steps, label]),
    ),
  )
  for (const { label, problems } of leftOut) {
    printError(`left out: ${label}`, ...problems.map(({ path, message }) => `  ${path}: ${message}`))
  }
  printError(...whatIsNoRun({ same, beyond }))
  const steps = stepsOf(expansion)
  const within = steps > most ? `, of which budget.steps lets ${most} be trained` : ''
  printError(`${counted(runs.length, 'run')}, ${counted(steps, 'step')}${within}.`)
}

/** What a file stands for and is not trained, in sentences. */
export function whatIsNoRun({ leftOut = [], same = 0, beyond }: Partial<Expansion>): string[] {
  return [
    ...(leftOut.length > 0
      ? [`${counted(leftOut.length, 'combination is', 'combinations are')} left out; --dry-run lists them.`]
      : []),
    ...(same > 0 ? [`${counted(same, 'combination is', 'combinations are')} the same as an earlier one.`] : []),
    ...(beyond ? [`${counted(beyond, 'run')} more are beyond budget.runs.`] : []),
  ]
}

/** The same for programs. */
export function planForPrograms(expansion: Expansion) {
  const { runs, leftOut, same, beyond, metric } = expansion
  return {
    runs: runs.map(({ label, point, configuration }, index) => ({
      number: index + 1,
      label,
      point,
      steps: configuration.training.steps,
    })),
    leftOut,
    same,
    beyond,
    steps: stepsOf(expansion),
    metric,
  }
}

/** How long it takes, and where that is known from. */
export function printEstimate(estimate: SweepEstimate): void {
  const { seconds, secondsWithStopping, atOnce, stepsPerSecond, from } = estimate
  if (seconds === null || stepsPerSecond === null) {
    printError('How long it takes is not known: no run of this shape has been trained yet, and none was tried.')
    return
  }
  const parts = [
    from.former > 0 ? `${counted(from.former, 'run')} by former ones of the same shape` : '',
    from.probed > 0 ? `${counted(from.probed, 'run')} by a short training of the same shape` : '',
    from.others > 0 ? `${counted(from.others, 'run')} by those of other shapes` : '',
  ]
  const each = (all: number) => (atOnce > 1 ? `, at best ${formatDuration(all / atOnce)} with ${atOnce} at a time` : '')
  printError(
    `About ${formatDuration(seconds)} one after the other${each(seconds)}, at ${stepsPerSecond.toFixed(1)} steps a second.`,
    ...(secondsWithStopping === null
      ? []
      : [`With halving about ${formatDuration(secondsWithStopping)}${each(secondsWithStopping)}.`]),
    `Reckoned: ${parts.filter(Boolean).join(', ')}.`,
  )
}
