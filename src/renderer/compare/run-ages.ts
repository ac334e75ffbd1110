import { shallowRef } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'
import type { HostClient } from '../client/client.ts'

/** Tells when what runs say of their validation pairs may have become something else. */
export interface RunAges {
  /** Another text after each evaluation of one of the runs, after one went back, and when events may have been missed. */
  of(runs: readonly RunId[]): string
}

/** Hears of all runs, as long as the page is open. */
export function createRunAges(host: Pick<HostClient, 'on' | 'connection'>): RunAges {
  const ages = shallowRef<ReadonlyMap<RunId, number>>(new Map())
  const older = ({ run }: { readonly run: RunId }): void => {
    ages.value = new Map(ages.value).set(run, (ages.value.get(run) ?? 0) + 1)
  }
  host.on('evaluation', older)
  host.on('wentBack', older)
  return {
    of: (runs) => JSON.stringify([host.connection.value.generation, runs.map((run) => ages.value.get(run) ?? 0)]),
  }
}
