/** The host as a process of its own, started by Electron's main process. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { toErrorData } from '../shared/errors.ts'
import { chooseDataFolder } from './folder/data-folder.ts'
import { fromMainSchema, onControl, type FromHost } from './desktop/control.ts'
import { mainLauncher } from './desktop/main-launcher.ts'
import { openWire } from './desktop/wire.ts'
import { createHost, type Host } from './host.ts'
import { serveHost } from './serve-host.ts'

const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, since: { type: 'string' } } })
const { channel, lanes, onWindow } = openWire()
const post = (message: FromHost): void => channel.post(message)

const host = open()
if (host) {
  onWindow((window) => serveHost(window, host))
  post({ kind: 'ready' })
}
onControl(channel, fromMainSchema, ({ kind }) => {
  if (kind === 'close') void end()
})
// Main is gone without a word: nobody is left to serve, and nobody would end this process.
channel.onClose(() => void end())
process.on('SIGTERM', () => void end())
// A terminal sends these to main as well, which then asks for the end in order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

function open(): Host | null {
  try {
    return createHost({
      dataFolder: chooseDataFolder(values['data-dir']),
      launcher: mainLauncher(channel, lanes),
      mode: 'desktop',
      since: values.since === undefined ? undefined : Number(values.since),
      warn: (what) => console.warn(what),
      tell: (what) => post({ kind: 'upgrading', what }),
    })
  } catch (error) {
    // Main ends this process when it has read why: ending by itself could lose the message.
    post({ kind: 'failed', error: toErrorData(error) })
    return null
  }
}

async function end(): Promise<void> {
  await host?.close()
  process.exit(0)
}
