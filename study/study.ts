// Trains every preset on every task of the study and writes the tables of docs/variants.md:
//   npm run study -- --help
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { format, resolveConfig } from 'prettier'
import { prepare } from '../scripts/setup/prepare.js'
import { writeTables } from './page.ts'
import type { PlannedRow } from './plan.ts'
import { STUDY_PRESETS, STUDY_TASKS, planStudy } from './plan.ts'
import { readRows } from './results.ts'
import { trainMissing } from './train.ts'

const PAGE = fileURLToPath(new URL('../docs/variants.md', import.meta.url))
const [BEGIN, END] = ['<!-- tables of the study -->', '<!-- end of the tables -->']

const options = new Command('npm run study --')
  .description('Trains every preset on every task and writes the tables of docs/variants.md. Cut off, it goes on.')
  .requiredOption('--data-dir <dir>', 'data folder of the runs; open it in Saccade to look at them')
  .option(
    '--tasks <ids>',
    'some of the tasks',
    list,
    STUDY_TASKS.map(({ id }) => id),
  )
  .option('--presets <ids>', 'some of the presets', list, STUDY_PRESETS)
  .option('--seeds <n>', 'seeds 1 to n', wholeNumber, 3)
  .option('--jobs <n>', 'runs trained at a time, each with its share of the cores', wholeNumber, availableParallelism())
  .option('--no-training', 'trains nothing more')
  .option('--no-speeds', 'leaves out the runs that are timed, which come last and need the machine to themselves')
  .showHelpAfterError()
  .parse()
  .opts<{
    dataDir: string
    tasks: string[]
    presets: string[]
    seeds: number
    jobs: number
    training: boolean
    speeds: boolean
  }>()

const plan = planStudy(options)
if (plan.length === 0) throw new Error('Nothing is left to do: see --tasks and --presets.')
await prepare({ parts: ['node'] })
if (options.training) {
  const results = plan.flatMap((row) => row.results)
  await trainMissing(
    options.dataDir,
    results.toSorted((a, b) => a.seed - b.seed),
    options.jobs,
  )
}
if (options.training && options.speeds) {
  await trainMissing(
    options.dataDir,
    plan.map(({ speed }) => speed),
    1,
  )
}
await writePage(plan)

async function writePage(rows: readonly PlannedRow[]): Promise<void> {
  const finished = await readRows(options.dataDir, rows)
  const [before, after] = [readFileSync(PAGE, 'utf8').split(BEGIN)[0], readFileSync(PAGE, 'utf8').split(END)[1]]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of the tables`)
  const page = `${before}${BEGIN}\n\n${writeTables(finished)}\n\n${END}${after}`
  writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), filepath: PAGE }))
  const count = finished.reduce((sum, { outcomes }) => sum + outcomes.length, 0)
  console.log(`${count} of ${rows.length * options.seeds} runs are in ${PAGE}`)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('It must be a whole number from 1 on.')
}

function list(text: string): string[] {
  return text.split(',').map((id) => id.trim())
}
