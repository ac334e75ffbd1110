import process from 'node:process'
import { Worker } from 'node:worker_threads'

/** Milliseconds between two looks. */
const PAUSE = 1_000

/** A thread reserves hundreds of megabytes of addresses unless told otherwise, which a limit on them may not allow. */
const LITTLE = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 4, stackSizeMb: 1 }

// A text and not a function: a bundler puts helpers into functions that a thread of its own would not find.
const WATCH = `
const { workerData: { host, pause } } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid !== host || !isThere(host)) process.kill(process.pid, 'SIGKILL')
}, pause)

function isThere(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
`

/**
 * Ends this process soon after the one that started it is gone, whatever it is doing. A computation holds up the event
 * loop, and with it the news that the channel has closed, for as long as it takes; so a thread of its own looks, once a
 * second. It computes nothing, holds nothing open, and knows nothing of the engine.
 */
export function endWithHost(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: { host: process.ppid, pause: PAUSE },
    resourceLimits: LITTLE,
  })
  watch.unref()
  watch.on('error', (error: Error) => console.error(`Nobody watches whether the host is there: ${error.message}`))
}
