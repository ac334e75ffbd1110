import type { RunId } from '../../shared/contract/runs.ts'
import type { PreparedInfo } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { keepTask } from '../../shared/datasets/stored.ts'
import { trainingRecipe } from '../datasets/training-recipe.ts'
import type { StoredDatasets } from '../datasets/stored-service.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import type { RunStore } from './run-store.ts'
import { sentence } from '../../shared/error-sentence.ts'

/** Files that runs are trained on, which are kept as datasets beside the training. */
export interface KeptData {
  /** Call it when it is known what a run is trained on; it goes on by itself. */
  keep(run: RunId, prepared: PreparedInfo): void
  /** Resolves when nothing is being kept. Never rejects. */
  settled(): Promise<void>
}

export function createKeptData(store: RunStore, datasets: Pick<StoredDatasets, 'keepTraining'>): KeptData {
  /** By the digest: runs that are started together are trained on the same pairs. */
  const keeping = new Map<string, Promise<void>>()
  /** One after the other: beside the training of them all, each takes a core and the memory of its pairs. */
  let last: Promise<void> = Promise.resolve()

  async function keepOne(run: RunId, data: NonNullable<PreparedInfo['data']>): Promise<void> {
    const recipe = trainingRecipe(configurationOf(getRun(store.database, run)).data.source)
    if (recipe === null) return
    const what = { data, description: `Kept when the run ${run} was trained on it.`, task: keepTask(run) }
    const made = await datasets.keepTraining(recipe, what, new AbortController().signal)
    if (made) store.log(run, 'info', `Its pairs are kept as the dataset ${made.id}, “${made.name}”`)
  }

  /** Whatever goes wrong, the run goes on from its files. */
  async function attempt(run: RunId, data: NonNullable<PreparedInfo['data']>): Promise<void> {
    try {
      await keepOne(run, data)
    } catch (error) {
      tell(run, `Its pairs are not kept as a dataset${whyNot(error)}`)
    }
  }

  function tell(run: RunId, text: string): void {
    try {
      store.log(run, 'warning', text)
    } catch {
      store.emit('log', { run, level: 'warning', text })
    }
  }

  return {
    keep(run, { data }) {
      if (!data || keeping.has(data.digest)) return
      last = last.then(() => attempt(run, data)).finally(() => keeping.delete(data.digest))
      keeping.set(data.digest, last)
    },
    async settled() {
      await Promise.all(keeping.values())
    },
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof SaccadeError)) return `. ${String(error)}`
  return error.code === 'aborted' ? ': that was given up.' : `. ${sentence(error)}`
}
