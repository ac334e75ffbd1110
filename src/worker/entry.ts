import process from 'node:process'
import type { RecorderApi } from '../shared/contract/recorder.ts'
import { type TrainerEvents, trainerContract } from '../shared/contract/trainer.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import { type ElectronPort, portChannel } from '../shared/rpc/port-channel.ts'
import { processChannel } from '../shared/rpc/process-channel.ts'
import { endWithHost } from '../shared/end-with-host.ts'
import { connect, implement, serve } from '../shared/rpc/rpc.ts'
import { createTrainerService } from './service.ts'

// The program of a worker process. Both halves are set up in one turn, so that no early message is missed.
const channel = openChannel()
const host = connect<{ recorder: RecorderApi }>(channel)
const trainer = createTrainerService({
  recorder: host.api.recorder,
  emit: (name, payload) => served.emit(name, payload),
})
const served = serve<TrainerEvents>(channel, implement(trainerContract, { trainer }))

// Without its host a worker has nobody to train for; what it was writing has a partial name and is not seen.
channel.onClose(() => process.exit(0))
endWithHost() // who computes without end does not hear that

/** The wire to whoever started this process: Electron's main process, or the Node that forked it. */
function openChannel(): Channel {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isElectronPort(port)) return portChannel(port)
  if (process.send) {
    // What is sent to all processes of a job at once is for the host, which has this one write its checkpoint first.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)
      process.on(signal, () => undefined)
    return processChannel(process)
  }
  console.error('This program is a worker of Saccade; start Saccade itself.')
  process.exit(2)
}

function isElectronPort(value: unknown): value is ElectronPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}
