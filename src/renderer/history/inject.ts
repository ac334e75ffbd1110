import { type InjectionKey, inject } from 'vue'
import type { HostClient } from '../client/client.ts'
import type { RunStore } from './run-store.ts'
import type { MetricStore } from './metric-store.ts'
import type { SnapshotStore } from './snapshot-store.ts'

export const hostKey: InjectionKey<HostClient> = Symbol('host')
export const runStoreKey: InjectionKey<RunStore> = Symbol('runs')
export const metricStoreKey: InjectionKey<MetricStore> = Symbol('metrics')
export const snapshotStoreKey: InjectionKey<SnapshotStore> = Symbol('snapshots')

function need<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error(`${String(key.description)} is not provided by the application`)
  return value
}

export const useHost = (): HostClient => need(hostKey)
export const useRuns = (): RunStore => need(runStoreKey)
export const useMetrics = (): MetricStore => need(metricStoreKey)
export const useSnapshots = (): SnapshotStore => need(snapshotStoreKey)
