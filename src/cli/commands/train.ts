import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { compareConfigurations, settingValueText } from '../../shared/config/difference.ts'
import { allSettings } from '../../shared/config/settings.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { askAboutScore } from '../ask-about-score.ts'
import { type CommonOptions, withHost, withReadingHost } from '../context.ts'
import { checkFilesPresent } from '../data-present.ts'
import { findRun } from '../find-run.ts'
import { followRun } from '../follow-run.ts'
import { printError } from '../output.ts'
import { type TrainOptions, configurationFor } from '../run-parts.ts'

/** `saccade train`: everything is checked before anything is written, the data folder included. */
export async function train(file: string | undefined, options: TrainOptions & CommonOptions): Promise<number> {
  const from = options.from === undefined ? undefined : await configurationOf(options.from, file, options)
  const configuration = configurationFor(from ?? file, options)
  checkFilesPresent(configuration.data)
  const score = await askAboutScore(configuration, options)
  if (from && !options.json) printError(describeChanges(options.from ?? '', from, configuration))
  return withHost(options, async (host) => {
    if (score) await host.api.scores.trust({ file: score.file, digest: score.digest })
    const { runs } = await host.api.runs.create({ configurations: [configuration] })
    const [run] = runs
    if (run === undefined) throw new Error('create gave no run')
    return followRun(host, run, { json: options.json ?? false })
  })
}

/** A run's whole configuration but its name, which is its own. @throws not-found, bad-usage */
async function configurationOf(
  text: string,
  file: string | undefined,
  options: TrainOptions & CommonOptions,
): Promise<JsonObject> {
  // Every setting is said already, so a preset would change its name and nothing else.
  const other = file === undefined ? (options.preset === undefined ? '' : '--preset') : 'a configuration file'
  if (other) {
    throw new SaccadeError('bad-usage', `--from and ${other} exclude each other`, {
      hint: 'Change settings of the run with --set.',
    })
  }
  let found: JsonObject = {}
  await withReadingHost(options, async ({ runs }) => {
    const { run } = await findRun(runs, text)
    found = plain((await runs.get({ run })).configuration)
  })
  return { ...found, name: '' }
}

function describeChanges(run: string, from: JsonObject, configuration: Configuration): string {
  const { differing } = compareConfigurations([from, plain(configuration)].map(allSettings))
  const changes = differing.map(({ path, values: [before, now] }) => {
    return `${path} ${settingValueText(now)} (${settingValueText(before)})`
  })
  return changes.length === 0 ? `The same as ${run}` : `The same as ${run} but for ${changes.join(', ')}`
}

function plain(configuration: Configuration): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(configuration))
  return isJsonObject(copy) ? copy : {}
}
