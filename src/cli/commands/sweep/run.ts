import type { Configuration } from '../../../shared/config/configuration.ts'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { askAboutScore } from '../../ask-about-score.ts'
import { type CommonOptions, withReadingHost } from '../../context.ts'
import { checkFilesPresent } from '../../data-present.ts'
import { printError, printJson } from '../../output.ts'
import { openSweep } from './files.ts'
import { train } from './follow.ts'
import { placeOf, sweepOnFolder } from './on-folder.ts'
import { planForPrograms, printEstimate, printPlan, whatIsNoRun } from './plan.ts'

export interface SweepOptions extends CommonOptions {
  readonly dryRun?: boolean
  /** False with `--no-probe`. */
  readonly probe: boolean
  readonly trustScore?: boolean
  /** `folder DIR` or `slurm DIR` */
  readonly on?: readonly string[]
  /** What Slurm is asked for, such as `partition=main`. */
  readonly slurm?: readonly string[]
}

/** `saccade sweep FILE`: everything is checked before anything is written. */
export async function sweepRun(file: string, options: SweepOptions): Promise<number> {
  const place = placeOf(options)
  if (!options.probe && !options.dryRun) {
    throw new SaccadeError('bad-usage', '--no-probe is for --dry-run, which measures by a short training', {
      hint: 'Say --dry-run, too, or leave it away.',
    })
  }
  const { sweep, json, expansion } = openSweep(file)
  const configurations = expansion.runs.map(({ configuration }) => configuration)
  for (const { data } of distinct(configurations, ({ data: { source, tokenizer } }) => [source, tokenizer])) {
    checkFilesPresent(data)
  }
  if (options.dryRun) {
    return withReadingHost(options, async ({ sweeps }) => {
      if (!options.json) printPlan(expansion, sweep.budget)
      const estimate = await sweeps.estimate({ sweep: json, probe: options.probe })
      if (options.json) printJson({ ...planForPrograms(expansion), estimate })
      else printEstimate(estimate)
    })
  }
  printError(...whatIsNoRun(expansion))
  const scores: ScoreModule[] = []
  for (const one of distinct(configurations, ({ model }) => model.attention.score)) {
    const score = await askAboutScore(one, options)
    if (score) scores.push(score)
  }
  if (place) {
    return sweepOnFolder(place, { sweep, json, expansion, scores }, options)
  }
  return train(options, sweep.budget.atOnce ?? null, async (api) => {
    for (const { file: of, digest } of scores) await api.scores.trust({ file: of, digest })
    return api.sweeps.create({ sweep: json })
  })
}

/** One configuration for each different thing that is said of it. */
function distinct(all: readonly Configuration[], of: (one: Configuration) => unknown): Configuration[] {
  return [...new Map(all.map((one) => [JSON.stringify(of(one)), one])).values()]
}
