// Trains every preset on every task of the study and writes the tables of docs/variants.md:
//   npm run study -- --help
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { format, resolveConfig } from 'prettier'
import type { Finished } from './page.ts'
import { writeTables } from './page.ts'
import type { PlannedRun } from './plan.ts'
import { STUDY_PRESETS, STUDY_TASKS, planStudy } from './plan.ts'
import { readOutcome, storedRunsOf } from './results.ts'
import { saccade } from './saccade.ts'

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
  .option('--seeds <n>', 'seeds 1 to n', Number, 3)
  .option('--no-training', 'only write the tables from the runs that are there')
  .showHelpAfterError()
  .parse()
  .opts<{ dataDir: string; tasks: string[]; presets: string[]; seeds: number; training: boolean }>()

const plan = planStudy(options)
if (plan.length === 0) throw new Error('Nothing is left to do: see --tasks, --presets and --seeds.')
if (options.training) await trainMissing(plan)
await writePage(plan)

async function trainMissing(runs: readonly PlannedRun[]): Promise<void> {
  const stored = await storedRunsOf(options.dataDir)
  const missing = runs.filter(({ name }) => !stored.has(name))
  for (const [index, { task, preset, seed, name }] of missing.entries()) {
    console.log(`${index + 1} of ${missing.length}: ${name}`)
    const choice = ['--preset', preset, '--seed', String(seed), '--name', name, '--data-dir', options.dataDir]
    await saccade(['train', ...choice, ...task.arguments, '--json'])
  }
}

async function writePage(runs: readonly PlannedRun[]): Promise<void> {
  const stored = await storedRunsOf(options.dataDir)
  const finished: Finished[] = []
  for (const planned of runs) {
    const run = stored.get(planned.name)
    if (run) finished.push({ planned, outcome: await readOutcome(options.dataDir, planned, run) })
  }
  const [before, after] = [readFileSync(PAGE, 'utf8').split(BEGIN)[0], readFileSync(PAGE, 'utf8').split(END)[1]]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of the tables`)
  const page = `${before}${BEGIN}\n\n${writeTables(finished)}\n\n${END}${after}`
  writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), filepath: PAGE }))
  console.log(`${finished.length} of ${runs.length} runs are in ${PAGE}`)
}

function list(text: string): string[] {
  return text.split(',').map((id) => id.trim())
}
