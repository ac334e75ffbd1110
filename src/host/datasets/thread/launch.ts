import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { SaccadeError, toErrorData } from '../../../shared/errors.ts'
import { findAbove } from '../../../shared/find-above.ts'
import { portChannel } from '../../../shared/rpc/port-channel.ts'
import { type Connected, connect } from '../../../shared/rpc/rpc.ts'
import type { DataThreadApi, DataThreadEvents } from './contract.ts'

export type Data = Connected<DataThreadApi, DataThreadEvents>['api']['data']

export interface DataThread {
  /** Runs `work`; why the thread ended before it was done is said in words. @throws worker-lost, what the thread throws */
  ask<Answer>(work: (data: Data) => Promise<Answer>): Promise<Answer>
  on: Connected<DataThreadApi, DataThreadEvents>['on']
  /** Ends it, whatever it is doing. */
  end(): Promise<void>
}

/** MB for what has just been made: an import makes millions of texts, each for a moment. What V8 takes by itself is 100 MB. */
const YOUNG = 24

/** Starts a thread that works on datasets: of the build, or of the sources where they run as they are. */
export function startDataThread(): DataThread {
  const { port1, port2 } = new MessageChannel()
  const program = findAbove('data-thread.cjs', join('host', 'datasets', 'thread', 'entry.ts'))
  const worker = new Worker(program, {
    workerData: { port: port2 },
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  })
  let fault = ''
  worker.on('error', (error) => (fault = error instanceof Error ? error.message : String(error)))
  const channel = portChannel(port1)
  worker.on('exit', () => channel.close())
  const { api, on } = connect<DataThreadApi, DataThreadEvents>(channel)
  return {
    on,
    async ask(work) {
      try {
        return await work(api.data)
      } catch (error) {
        if (toErrorData(error).code !== 'disconnected') throw error
        throw new SaccadeError(
          'worker-lost',
          `The work on the dataset ended before it was done${fault && `: ${fault}`}`,
          {
            hint: 'Try it again; where the memory was full, close other programs first.',
            cause: error,
          },
        )
      }
    },
    async end() {
      await worker.terminate()
      channel.close()
    },
  }
}

/** Does one thing in a thread of its own, which ends with it. @throws aborted, worker-lost, what the thread throws */
export async function inDataThread<Answer>(
  work: (data: Data) => Promise<Answer>,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (progress: DataThreadEvents['progress']) => void },
): Promise<Answer> {
  if (signal.aborted) throw givenUp()
  const thread = startDataThread()
  if (onProgress) thread.on('progress', onProgress)
  try {
    return await unlessGivenUp(thread.ask(work), signal)
  } finally {
    await thread.end()
  }
}

/** Waits for something no longer than until it is given up. @throws aborted, what it waits for throws */
export async function unlessGivenUp<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const gone = new Promise<never>((_, reject) => {
    const giveUp = () => reject(givenUp())
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  return Promise.race([work, gone])
}

export const givenUp = () => new SaccadeError('aborted', 'The work on the dataset was given up')
