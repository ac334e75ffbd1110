import { counted } from '../../../shared/counted.ts'
import { type Expansion, stepsOf } from '../../../shared/sweeps/expand.ts'
import { print, printError } from '../../output.ts'
import { formatTable } from '../../table.ts'

/** The runs of a sweep in their order, and on standard error what is none of them and why. */
export function printPlan(expansion: Expansion): void {
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
  if (same > 0) printError(`${counted(same, 'combination is', 'combinations are')} the same as an earlier one.`)
  if (beyond > 0) printError(`${counted(beyond, 'run')} more are beyond budget.runs.`)
  printError(`${counted(runs.length, 'run')}, ${counted(stepsOf(expansion), 'step')}.`)
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
