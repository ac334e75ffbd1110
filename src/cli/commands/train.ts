import { followRun } from '../follow-run.ts'
import { type CommonOptions, withHost } from '../context.ts'
import { checkFilesPresent } from '../data-present.ts'
import { askAboutScore } from '../ask-about-score.ts'
import { type TrainOptions, configurationFor } from '../run-parts.ts'

/** `saccade train`: everything is checked before anything is written, the data folder included. */
export async function train(file: string | undefined, options: TrainOptions & CommonOptions): Promise<number> {
  const configuration = configurationFor(file, options)
  checkFilesPresent(configuration.data.source)
  const score = await askAboutScore(configuration, options)
  return withHost(options, async (host) => {
    if (score) await host.api.scores.trust({ file: score.file, digest: score.digest })
    const { runs } = await host.api.runs.create({ configurations: [configuration] })
    const [run] = runs
    if (run === undefined) throw new Error('create gave no run')
    return followRun(host, run, { json: options.json ?? false })
  })
}
