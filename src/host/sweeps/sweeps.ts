import type { SweepId } from '../../shared/contract/sweeps.ts'
import type { EventSource } from '../events.ts'
import type { RunWorkers } from '../runs/active-run.ts'
import type { Queue, QueueGate } from '../runs/queue.ts'
import type { QueueSettings } from '../runs/queue-settings.ts'
import type { RunStore } from '../runs/run-store.ts'
import { createSweepControl } from './control.ts'
import { createQueuePlace } from './place.ts'
import { type QueueSweepHandlers, createSweepService } from './sweep-service.ts'

export interface SweepParts {
  readonly store: RunStore
  readonly queue: Queue
  readonly workers: RunWorkers
  readonly settings: QueueSettings
  readonly events: EventSource
}

export interface Sweeps {
  readonly handlers: QueueSweepHandlers
  /** Tells listeners how a sweep stands, soon. */
  announce(sweep: SweepId): void
  /** What the queue asks before it starts a run. */
  readonly gate: QueueGate
  /** Goes on with sweeps that an earlier host left. */
  takeUp(): void
  /** Decides nothing any more. */
  close(): void
}

/** Sweeps, whose runs train in the queue of this host. */
export function createSweeps({ store, queue, workers, settings, events }: SweepParts): Sweeps {
  const place = createQueuePlace(store, queue)
  const control = createSweepControl(store, place)
  events.on('runs', ({ runs }) => control.runsChanged(runs))
  events.on('removed', () => control.runsRemoved())
  events.on('evaluation', ({ run }) => control.evaluated(run))
  return {
    handlers: createSweepService({ store, control, place, workers, settings }),
    announce: control.announce,
    gate: control.gate,
    takeUp: control.takeUp,
    close: control.close,
  }
}
