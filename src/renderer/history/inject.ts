import type { InjectionKey } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'
import { provided } from '../client/inject.ts'
import type { RunColour } from '../ui/colours.ts'
import type { AnswerStore } from './answer-store.ts'
import type { QueueStore } from './queue-store.ts'
import type { RunStore } from './run-store.ts'
import type { SweepStore } from './sweep-store.ts'
import type { SnapshotStore } from './snapshot-store.ts'

export const runStoreKey: InjectionKey<RunStore> = Symbol('runs')
export const queueStoreKey: InjectionKey<QueueStore> = Symbol('queue')
export const sweepStoreKey: InjectionKey<SweepStore> = Symbol('sweeps')
export const snapshotStoreKey: InjectionKey<SnapshotStore> = Symbol('snapshots')
export const answerStoreKey: InjectionKey<AnswerStore> = Symbol('answers')

export const useRuns = (): RunStore => provided(runStoreKey)
export const useQueue = (): QueueStore => provided(queueStoreKey)
export const useSweeps = (): SweepStore => provided(sweepStoreKey)
export const useSnapshots = (): SnapshotStore => provided(snapshotStoreKey)
export const useAnswers = (): AnswerStore => provided(answerStoreKey)

/** Colours of the runs where they stand on a board, which may give them others than their own. */
export const runColoursKey: InjectionKey<(run: RunId) => RunColour> = Symbol('colours')
