import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { WorkerConnection, WorkerLauncher } from '../../src/host/workers/launcher.ts'
import type { RecorderApi } from '../../src/shared/contract/recorder.ts'
import {
  type EngineDescription,
  type TrainerEvents,
  type TrainerHandlers,
  trainerContract,
} from '../../src/shared/contract/trainer.ts'
import { columnsOf } from '../../src/shared/outputs/pair-outputs.ts'
import { memoryPair } from '../../src/shared/rpc/memory-channel.ts'
import { connect, implement, serve } from '../../src/shared/rpc/rpc.ts'

export interface Pace {
  readonly minutes: number
  readonly stepsPerSecond: number
  /** Called by every run at the end of each of its minutes; it goes on when this resolves. */
  minuteDone(minute: number): Promise<void>
}

const ENGINE: EngineDescription = {
  engine: 'wasm',
  version: '0',
  device: 'cpu',
  deviceName: 'none',
  threads: { interOp: 1, intraOp: 1 },
  whyNotBetter: '',
  fix: '',
}
const PREPARED = {
  engine: ENGINE,
  parameters: 1000,
  trainPairs: 1,
  validPairs: 1,
  tooLong: 0,
  sourceVocabulary: 5,
  targetVocabulary: 5,
  unknownRate: 0,
  stepsPerEpoch: 100,
  watched: [],
}

/** Workers within this process that train nothing: what an hour of training tells, as fast as the host stores it. */
export function simulatedLauncher(pace: Pace): WorkerLauncher {
  return {
    launch(): WorkerConnection {
      const [host, worker] = memoryPair()
      const { recorder } = connect<{ recorder: RecorderApi }>(worker).api
      const served = serve<TrainerEvents>(worker, implement(trainerContract, { trainer: createTrainer() }))
      let end: (exit: { code: number; signal: null }) => void = () => undefined
      const exited = new Promise<{ code: number; signal: null }>((resolve) => (end = resolve))
      worker.onClose(() => end({ code: 0, signal: null }))
      return {
        channel: host,
        pid: undefined,
        kill: () => worker.close(),
        exited,
        log: { last: () => [], onLine: () => () => undefined },
      }

      function createTrainer(): TrainerHandlers {
        const nothing = async () => undefined
        return {
          describeEngine: async () => ENGINE,
          pause: async () => ({ step: 0 }),
          resume: nothing,
          stop: nothing,
          ping: async () => ({ step: 0 }),
          translate: async () => [],
          scoreReferences: async () => [],
          ask: async () => Promise.reject(new Error('simulated workers answer no question')),
          decodePairs: async () => columnsOf([]),
          async train({ folder, configuration: { seed } }) {
            served.emit('prepared', PREPARED)
            const { minutes, stepsPerSecond } = pace
            const steps = minutes * 60 * stepsPerSecond
            for (let second = 0, step = 0; second < minutes * 60; second++) {
              const rows = Array.from({ length: stepsPerSecond }, () => row((step += 1), seed))
              served.emit('steps', { rows })
              served.emit('progress', {
                phase: 'training',
                step,
                steps,
                epoch: step / 100,
                secondsLeft: (steps - step) / stepsPerSecond,
                text: 'training',
              })
              await setImmediate()
              if (second % 60 === 59) {
                await evaluate(folder, step, seed)
                await pace.minuteDone((second + 1) / 60)
              }
            }
            return { state: 'finished', step: steps, reason: 'steps' }
          },
        }
      }

      async function evaluate(folder: string, step: number, seed: number): Promise<void> {
        const file = `step-${step}.safetensors`
        writeFileSync(join(folder, 'checkpoints', file), '1')
        const loss = 1 / Math.log(step + seed + 2)
        await recorder.storeEvaluation({
          step,
          metrics: { 'valid/loss': loss, 'valid/exact_match': 1 - loss },
          checkpoints: [{ step, file, bytes: 1, kind: 'last' }],
          superseded: [],
        })
      }
    },
  }
}

function row(step: number, seed: number) {
  const loss = 3 / Math.log(step + seed + 1) + 0.1 * Math.sin(step * seed)
  return { step, metrics: { 'train/loss': loss, 'train/gradient_norm': 2 * loss, 'time/wall': step / 20 } }
}
