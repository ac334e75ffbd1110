import type { RunSummary } from '../../shared/contract/runs.ts'
import type { Field, Fields } from '../../shared/query/fields.ts'
import { RUN_FIELDS } from '../../shared/query/run-fields.ts'
import { settingTitle } from '../../shared/config/titles.ts'
import { configurationForm } from './configuration-form.ts'
import type { FormSection } from './schema-form.ts'

type RunField = Field<RunSummary>

/** What can be asked of runs, with the titles and choices of the settings and the values that these runs have. */
export function runFields(runs: () => readonly RunSummary[]): Fields<RunSummary> {
  const VALUES: Readonly<Record<string, (run: RunSummary) => string | readonly string[]>> = {
    tag: ({ tags }) => tags,
    preset: ({ preset }) => preset,
    data: ({ dataName }) => dataName,
  }
  const filled = (field: RunField): RunField => {
    const read = VALUES[field.name]
    // Collected only when values of the field are asked for.
    return read
      ? {
          ...field,
          get values() {
            return [...new Set(runs().flatMap(read))].filter(Boolean).sort()
          },
        }
      : titled(field)
  }
  return {
    offered: RUN_FIELDS.offered.map(filled),
    find: (name) => RUN_FIELDS.find(name).map(filled),
    texts: RUN_FIELDS.texts,
  }
}

/** Titles and choices of settings are in their schema, which is gone through when the first of them is asked for. */
function titled(field: RunField): RunField {
  if (field.title !== field.name) return field
  return {
    ...field,
    get title() {
      return settingTitle(field.name)
    },
    get values() {
      choices ??= new Map(choicesIn(configurationForm()))
      return choices.get(field.name) ?? []
    },
  }
}

let choices: ReadonlyMap<string, readonly string[]> | undefined

function choicesIn({ fields, sections, variants }: FormSection): [path: string, values: string[]][] {
  return [
    ...fields.flatMap(({ path, options }): [string, string[]][] =>
      options.length > 0 ? [[path, options.map(({ value }) => value)]] : [],
    ),
    ...[...sections, ...variants.values()].flatMap(choicesIn),
  ]
}
