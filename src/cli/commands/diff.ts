import {
  type ComparedSetting,
  type ConfigurationDifference,
  type ConfigurationGroup,
  compareConfigurations,
  differenceForPrograms,
  groupConfigurations,
  ofScoreCode,
  settingValueText,
  valueOfGroup,
} from '../../shared/config/difference.ts'
import { type Settings, allSettings } from '../../shared/config/settings.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'
import { configurationFor } from '../run-parts.ts'
import { formatTable } from '../table.ts'

export interface DiffOptions extends CommonOptions {
  /** What is the same too. */
  readonly all?: boolean
}

interface Compared {
  /** The run's id, or the file. */
  readonly of: string
  readonly name: string
  readonly settings: Settings
}

/** `saccade diff RUN…`: what their configurations differ in; a name that ends in `.json` is a configuration file. */
export function diff(texts: readonly string[], options: DiffOptions): Promise<number> {
  if (texts.length === 1) {
    throw new SaccadeError('bad-usage', 'Only one run was named', {
      hint: 'Name two or more: saccade diff RUN RUN. `saccade show RUN` prints the whole configuration of one.',
    })
  }
  return withReadingHost(options, async (host) => {
    const compared: Compared[] = []
    // The list is read once, however many runs are named.
    const list = host.runs.list()
    for (const text of texts) {
      if (text.endsWith('.json')) {
        compared.push(describe(text, configurationFor(text, {})))
      } else {
        const { run } = await findRun({ list: () => list }, text)
        const { name, configuration, ...rest } = await host.runs.get({ run })
        const { settings, ...one } = describe(run, configuration, name)
        compared.push({ ...one, settings: { ...settings, ...ofScoreCode(rest) } })
      }
    }
    const difference = compareConfigurations(compared.map(({ settings }) => settings))
    if (options.json) printJson(differenceForPrograms(named(compared), difference))
    else print(...describeDifference(compared, difference, options.all ?? false))
  })
}

function describe(of: string, configuration: Configuration, name = configuration.name): Compared {
  const plain: unknown = JSON.parse(JSON.stringify(configuration))
  return { of, name, settings: isJsonObject(plain) ? allSettings(plain) : {} }
}

const named = (compared: readonly Compared[]) => compared.map(({ of, name }) => ({ of, name }))

function describeDifference(
  compared: readonly Compared[],
  difference: ConfigurationDifference,
  all: boolean,
): string[] {
  const { differing, same } = difference
  const groups = groupConfigurations(difference, compared.length)
  const head = (group: ConfigurationGroup) => {
    const more = group.length - 1
    return `${compared[group[0]]?.of ?? ''}${more > 0 ? ` +${more}` : ''}`
  }
  const row = (setting: ComparedSetting, columns: readonly ConfigurationGroup[]) => [
    setting.path,
    settingValueText(setting.fallback),
    ...columns.map((group) => settingValueText(valueOfGroup(setting, group))),
  ]
  return [
    ...(differing.length === 0
      ? ['Nothing differs']
      : formatTable(
          ['SETTING', 'DEFAULT', ...groups.map(head)],
          differing.map((setting) => row(setting, groups)),
        )),
    '',
    ...formatTable(
      ['OF', 'NAME'],
      compared.map(({ of, name }) => [of, name]),
    ),
    '',
    ...(all
      ? formatTable(
          ['SETTING', 'DEFAULT', 'ALL'],
          same.map((setting) => row(setting, [[0]])),
        )
      : [`${counted(same.length, 'setting')} ${same.length === 1 ? 'is' : 'are'} the same; --all prints them`]),
  ]
}
