import { SaccadeError } from '../../shared/errors.ts'
import { type Deferred, createDeferred } from './deferred.ts'

export type Command = 'go on' | 'pause' | 'stop'

/** Carries the wishes of the host into the training loop, which looks at them between two steps. */
export interface Control {
  readonly wanted: Command
  /** Aborted by {@link stop}, so that an evaluation in progress ends early. */
  readonly signal: AbortSignal
  /** Resolves with the step at which the run holds still. @throws wrong-state when the run ends instead */
  pause(): Promise<{ step: number }>
  resume(): void
  stop(): void
  /** The loop's side: tells that the run holds still, and waits until it is to go on or stop. */
  hold(step: number): Promise<void>
  /** The loop's side: the run has ended. */
  ended(): void
}

export function createControl(): Control {
  const abort = new AbortController()
  let wanted: Command = 'go on'
  let heldAt: number | null = null
  let pausing: Deferred<{ step: number }> | null = null
  let holding: Deferred<void> | null = null

  function release() {
    heldAt = null
    pausing?.reject(new SaccadeError('wrong-state', 'The run went on before it could be paused'))
    pausing = null
    holding?.resolve(undefined)
    holding = null
  }

  return {
    get wanted() {
      return wanted
    },
    signal: abort.signal,
    pause() {
      if (wanted === 'stop') return Promise.reject(new SaccadeError('wrong-state', 'The run is stopping'))
      if (heldAt !== null) return Promise.resolve({ step: heldAt })
      wanted = 'pause'
      pausing ??= createDeferred()
      return pausing.promise
    },
    resume() {
      if (wanted === 'pause') wanted = 'go on'
      release()
    },
    stop() {
      wanted = 'stop'
      abort.abort()
      release()
    },
    async hold(step) {
      if (wanted !== 'pause') return
      heldAt = step
      pausing?.resolve({ step })
      pausing = null
      holding = createDeferred()
      await holding.promise
    },
    ended: () => {
      pausing?.reject(new SaccadeError('wrong-state', 'The run ended before it could be paused'))
      pausing = null
    },
  }
}
