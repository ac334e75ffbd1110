import { opusFilterYaml } from '../../data/findings/opusfilter-yaml.ts'
import type { DatasetFindingHandlers } from '../../shared/contract/datasets.ts'
import type { FixRecipe } from '../../shared/datasets/fixing.ts'
import type { Selection } from '../../shared/datasets/rows.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import type { DatasetStore } from './stored-datasets.ts'
import { type Data, inDataThread } from './thread/launch.ts'

interface FindingParts {
  readonly store: DatasetStore
  /** A question of a selection, with the folder in the place of the id. */
  of<Request extends Selection>(request: Request): Omit<Request, 'dataset'> & { readonly folder: string }
  /** Asks the thread that has datasets open. */
  ask<Answer>(work: (data: Data) => Promise<Answer>, signal: AbortSignal): Promise<Answer>
  /** Long work, which can be given up by the name of its task. */
  during<Result>(task: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
  teller(task: string): (progress: { text: string; done: number; total: number }) => void
  /** Fills a new folder in a thread, takes it in, and has it indexed. */
  make(
    what: Parameters<DatasetStore['adopt']>[1] & { readonly task: string },
    signal: AbortSignal,
    fill: (data: Data, into: string) => Promise<void>,
  ): Promise<StoredDataset>
}

/** What is done about findings, and two datasets beside each other. */
export function createFindingHandlers(parts: FindingParts): DatasetFindingHandlers {
  const { store, of, ask, during, teller, make } = parts

  return {
    planFixes: async (request, { signal }) => ask((data) => data.planFixes(of(request), { signal }), signal),
    async recipeTexts({ dataset, where, fixes, splitting }) {
      const recipe: FixRecipe = { version: 1, where, fixes, ...(splitting && { splitting }) }
      const files = {
        inputs: ['corpus.src', 'corpus.tgt'],
        outputs: ['kept.src', 'kept.tgt'],
      } as const
      const { yaml, left } = opusFilterYaml(recipe, files, store.manifest(dataset))
      return { json: `${JSON.stringify(recipe, null, 2)}\n`, opusFilter: yaml, left }
    },
    async derive({ fixes, splitting, name, task, ...selection }, { signal }) {
      const parent = store.get(selection.dataset)
      const recipe: FixRecipe = { version: 1, where: selection.where, fixes, ...(splitting && { splitting }) }
      const what = { name: name || `${parent.name}, fixed`, tags: parent.tags, parent: parent.id, task }
      return make(what, signal, (data, into) => data.derive({ ...of(selection), recipe, into }))
    },
    dropped: async ({ dataset, offset, count }, { signal }) =>
      ask((data) => data.dropped({ folder: store.place(dataset), offset, count }, { signal }), signal),
    async compare({ first, second, task }, { signal }) {
      return during(task, signal, (both) =>
        inDataThread((data) => data.compare({ first: of(first), second: of(second) }), {
          signal: both,
          onProgress: teller(task),
        }),
      )
    },
  }
}
