import { type ShallowRef, effectScope, shallowRef } from 'vue'
import type { DatasetProgress, StoredDataset } from '../../../shared/datasets/stored.ts'
import { toErrorData } from '../../../shared/errors.ts'
import type { HostClient } from '../../client/client.ts'
import { useHost } from '../../client/inject.ts'

/** Something that makes a dataset, and goes on whatever page is looked at. */
export interface DatasetJob {
  readonly task: string
  /** Of the dataset that it makes. */
  readonly name: string
  readonly progress: DatasetProgress | null
  cancel(): void
}

/** What makes a dataset: given a name for its progress, and a signal that ends it. */
type Work = (task: string, signal: AbortSignal) => Promise<StoredDataset>

export interface DatasetJobs {
  readonly jobs: Readonly<ShallowRef<readonly DatasetJob[]>>
  /** Null where it was cancelled. @throws whatever the work throws */
  start(name: string, work: Work): Promise<StoredDataset | null>
}

const made = new WeakMap<HostClient, DatasetJobs>()

/** Imports and derivations under way in this window. */
export function useDatasetJobs(): DatasetJobs {
  const host = useHost()
  let jobs = made.get(host)
  if (!jobs) made.set(host, (jobs = effectScope(true).run(() => createDatasetJobs(host)) ?? createDatasetJobs(host)))
  return jobs
}

function createDatasetJobs(host: HostClient): DatasetJobs {
  const jobs = shallowRef<readonly DatasetJob[]>([])
  host.on('datasetProgress', (progress) => {
    jobs.value = jobs.value.map((job) => (job.task === progress.task ? { ...job, progress } : job))
  })
  return {
    jobs,
    async start(name, work) {
      const task = crypto.randomUUID()
      const ending = new AbortController()
      jobs.value = [...jobs.value, { task, name, progress: null, cancel: () => ending.abort() }]
      try {
        return await work(task, ending.signal)
      } catch (reason) {
        if (ending.signal.aborted && toErrorData(reason).code === 'aborted') return null
        throw reason
      } finally {
        jobs.value = jobs.value.filter((job) => job.task !== task)
      }
    },
  }
}
