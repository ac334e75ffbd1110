import { type Ref, type ShallowRef } from 'vue'
import { canResume, hasEnded } from '../../shared/run-state.ts'
import type { CheckpointName, RunId, RunSummary } from '../../shared/contract/runs.ts'
import { save } from '../ui/hand-over.ts'
import { zip } from '../ui/zip.ts'
import { useHost } from '../client/inject.ts'
import { createAttempts } from '../ui/attempts.ts'

export interface RunActions {
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  /** Each answers whether it worked. */
  pause(run: RunId, keepPlace?: boolean): Promise<boolean>
  resume(run: RunId): Promise<boolean>
  stop(run: RunId): Promise<boolean>
  /** Saves a checkpoint as a PyTorch package. */
  exportPytorch(run: RunId, checkpoint: CheckpointName): Promise<boolean>
}

/** What may be done with a run in its state. */
export function allowedActions({ state }: Pick<RunSummary, 'state'>): {
  pause: boolean
  resume: boolean
  stop: boolean
  remove: boolean
} {
  return {
    pause: state === 'running',
    resume: canResume(state),
    stop: state === 'queued' || state === 'starting' || state === 'running' || state === 'paused',
    remove: hasEnded(state),
  }
}

/** Calls for one run or several; a failure stays in `error` until the next call. The list follows by events. */
export function useRunActions(): RunActions {
  const { api } = useHost()
  const { error, busy, attempt } = createAttempts()

  return {
    error,
    busy,
    pause: (run, keepPlace) => attempt(() => api.runs.pause({ run, keepPlace })),
    resume: (run) => attempt(() => api.runs.resume({ run })),
    stop: (run) => attempt(() => api.runs.stop({ run })),
    exportPytorch: (run, checkpoint) =>
      attempt(async () => {
        const { files } = await api.runs.exportPytorch({ run, checkpoint })
        const name = `${run}-pytorch`
        save(new Blob(zip(name, files), { type: 'application/zip' }), `${name}.zip`)
      }),
  }
}
