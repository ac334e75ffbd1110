import process from 'node:process'
import type { Channel } from '../../shared/rpc/channel.ts'
import { portChannel, type ElectronPort } from '../../shared/rpc/port-channel.ts'
import { processChannel } from '../../shared/rpc/process-channel.ts'
import { fromMainSchema, onControl } from './control.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { textChannel } from './text-channel.ts'

/** This process' connection to Electron's main process. */
export interface Wire {
  readonly channel: Channel
  readonly lanes: Lanes
  /** Calls with the channel of every window that main connects. */
  onWindow(listener: (channel: Channel) => void): void
}

/** `process.parentPort` of a utility process, as far as it is used here. */
interface ParentPort extends ElectronPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ): unknown
  on(event: 'close', listener: () => void): unknown
}

/** In a utility process windows come as ports of their own; a fork has one wire, on which they are lanes. */
export function openWire(): Wire {
  const parentPort = ofUtilityProcess()
  const channel = parentPort ? portChannel(parentPort) : textChannel(processChannel(process))
  const lanes = createLanes(channel)
  return {
    channel,
    lanes,
    onWindow(listener) {
      parentPort?.on('message', ({ ports: [port] }) => {
        if (port) listener(portChannel(port))
      })
      onControl(channel, fromMainSchema, (message) => {
        if (message.kind === 'window') listener(lanes.open(message.lane))
      })
    },
  }
}

function ofUtilityProcess(): ParentPort | undefined {
  const port: unknown = Reflect.get(process, 'parentPort')
  return isParentPort(port) ? port : undefined
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}
