import type { RunSummary } from '../../shared/contract/runs.ts'
import type { Field, Fields } from '../../shared/query/fields.ts'
import { RUN_FIELDS } from '../../shared/query/run-fields.ts'

type RunField = Field<RunSummary>

/** What can be asked of runs, with the values that these runs have. */
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
      : field
  }
  return {
    offered: RUN_FIELDS.offered.map(filled),
    find: (name) => RUN_FIELDS.find(name).map(filled),
    texts: RUN_FIELDS.texts,
  }
}
