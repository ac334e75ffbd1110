import { constants } from 'node:os'
import type { UtilityProcess } from 'electron'
import type { WorkerExit } from '../host/workers/launcher.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import { portChannel } from '../shared/rpc/port-channel.ts'

/** How long after its end a process' last output is waited for, in milliseconds. */
const LAST_OUTPUT_DEADLINE = 1_000

/** A channel to a utility process, which speaks of messages without their event, and of its exit for its end. */
export function utilityChannel(child: UtilityProcess): Channel {
  return portChannel({
    postMessage: (message) => child.postMessage(message),
    on(event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) {
      if (event === 'message') child.on('message', (data: unknown) => listener({ data }))
      else child.once('exit', () => listener({ data: null }))
    },
  })
}

/** Ends the process at once, also one that is still being started. */
export function killProcess(child: UtilityProcess): void {
  if (child.pid === undefined) {
    // Not there yet, or gone: then 'spawn' never comes.
    child.once('spawn', () => killProcess(child))
    return
  }
  try {
    // Electron's own kill asks first, which a process in the midst of a computation does not hear.
    process.kill(child.pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

/** Resolves when the process has ended and its output has been read. */
export function utilityExit(child: UtilityProcess): Promise<WorkerExit> {
  return new Promise((resolve) => {
    child.once('exit', (code: number) => {
      const exit = explainCode(code)
      setTimeout(() => resolve(exit), LAST_OUTPUT_DEADLINE).unref()
      void Promise.all([ended(child.stdout), ended(child.stderr)]).then(() => resolve(exit))
    })
  })
}

/** Electron gives the bare number of the signal where one ended the process; our programs exit with 0 to 2. */
function explainCode(code: number): WorkerExit {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code)
  return signal !== undefined && code > 2 ? { code: null, signal: signal[0] } : { code, signal: null }
}

function ended(stream: NodeJS.ReadableStream | null): Promise<void> {
  return new Promise((resolve) => {
    if (stream === null || !stream.readable) resolve()
    else stream.once('end', resolve)
  })
}
