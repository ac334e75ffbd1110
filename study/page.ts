import type { StudyTask } from './plan.ts'
import type { Finished } from './results.ts'

const PERCENT = { places: 1, factor: 100, unit: ' %' }
const COUNT = { places: 0, factor: 1, unit: '' }

/** A table a task: a row a preset, mean ± standard deviation over its seeds. */
export function writeTables(finished: readonly Finished[]): string {
  const tasks = [...new Set(finished.map(({ row }) => row.task))]
  return tasks
    .map((task) =>
      taskTable(
        task,
        finished.filter(({ row }) => row.task === task),
      ),
    )
    .join('\n\n')
}

function taskTable(task: StudyTask, finished: readonly Finished[]): string {
  const title = task.measure === 'valid/exact_match' ? 'exact match' : 'phoneme error rate'
  const rows = finished.map(({ row: { preset }, outcomes, tokensPerSecond }) => {
    const reached = outcomes.flatMap(({ stepsTo95 }) => stepsTo95 ?? [])
    return [
      `\`${preset}\``,
      String(outcomes.length),
      spread(
        outcomes.map(({ best }) => best),
        PERCENT,
      ),
      spread(
        outcomes.flatMap(({ alignmentErrorRate }) => alignmentErrorRate ?? []),
        PERCENT,
      ),
      task.measure === 'valid/exact_match' ? stepsOf(reached, outcomes.length) : '–',
      spread(tokensPerSecond === null ? [] : [tokensPerSecond], COUNT),
      spread(
        outcomes.slice(0, 1).flatMap(({ parameters }) => parameters ?? []),
        COUNT,
      ),
    ]
  })
  const head = ['preset', 'seeds', title, 'alignment error rate', 'steps to 95 %', 'tokens per second', 'parameters']
  const lines = [head, head.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`### ${task.title}`, '', ...lines].join('\n')
}

function stepsOf(reached: readonly number[], runs: number): string {
  return reached.length === runs ? spread(reached, COUNT) : `${reached.length} of ${runs}`
}

/** `91.2 ± 0.4 %`; a dash where there is nothing. */
function spread(values: readonly number[], { places, factor, unit }: typeof PERCENT): string {
  if (values.length === 0) return '–'
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const write = (value: number) =>
    (value * factor).toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places })
  if (values.length === 1) return `${write(mean)}${unit}`
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${write(mean)} ± ${write(Math.sqrt(variance))}${unit}`
}
