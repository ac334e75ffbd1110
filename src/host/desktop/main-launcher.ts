import type { Channel } from '../../shared/rpc/channel.ts'
import type { WorkerConnection, WorkerExit, WorkerLauncher } from '../workers/launcher.ts'
import { createLineLog, type LineLog } from '../workers/line-log.ts'
import { fromMainSchema, onControl, type FromHost } from './control.ts'
import type { Lanes } from './lanes.ts'

interface Asked {
  pid: number | undefined
  readonly log: LineLog
  end(exit: WorkerExit): void
}

/** Launches workers by asking Electron's main process, which alone can start utility processes. */
export function mainLauncher(channel: Channel, lanes: Lanes): WorkerLauncher {
  const asked = new Map<string, Asked>()
  const post = (message: FromHost): void => channel.post(message)
  let count = 0

  onControl(channel, fromMainSchema, (message) => {
    if (message.kind === 'worker-started') {
      const worker = asked.get(message.lane)
      if (worker) worker.pid = message.pid
    } else if (message.kind === 'worker-line') {
      asked.get(message.lane)?.log.add(message.line)
    } else if (message.kind === 'worker-ended') {
      asked.get(message.lane)?.end({ code: message.code, signal: message.signal })
      asked.delete(message.lane)
    }
  })
  // Without main there are no workers either: they are its children.
  channel.onClose(() => {
    for (const worker of asked.values()) worker.end({ code: null, signal: 'SIGKILL' })
    asked.clear()
  })

  return {
    launch(resources): WorkerConnection {
      const lane = `worker-${++count}`
      const log = createLineLog()
      let worker: Asked | undefined
      const exited = new Promise<WorkerExit>((resolve) => {
        worker = { pid: undefined, log, end: resolve }
        asked.set(lane, worker)
      })
      post({ kind: 'launch', lane, resources })
      return {
        channel: lanes.open(lane),
        get pid() {
          return worker?.pid
        },
        kill: () => post({ kind: 'kill', lane }),
        exited,
        log,
      }
    },
  }
}
