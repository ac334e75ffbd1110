// Set-up inside the installed application, where Electron runs it as a utility process. It tells main how far it is, and
// main runs for it what only main can: another utility process, to try TensorFlow in.
import process from 'node:process'
import { ensureEngine } from './engine.js'
import { recordPath } from './places.js'

/**
 * @typedef {{ once(event: 'message', listener: (event: { data: { code?: number, text?: string } }) => void): void,
 *   postMessage(message: object): void }} ParentPort
 * @type {ParentPort}
 */
const port = Object(process).parentPort

/** @type {import('./progress.js').Progress} */
const progress = {
  start: (label) => port.postMessage({ kind: 'progress', label, share: null }),
  update: (done, total) => port.postMessage({ kind: 'progress', label: null, share: total ? done / total : null }),
  finish: () => undefined,
  say: (text) => console.error(text),
}

/** @type {import('./engine.js').RunTrial} */
function runTrial(script, args, env, onText) {
  port.postMessage({ kind: 'trial', script, args, env })
  return new Promise((resolve) =>
    port.once('message', ({ data: { text = '', code = 1 } }) => {
      onText(text)
      resolve(code)
    }),
  )
}

void ensureEngine({ progress, runTrial, force: process.argv.includes('--again') }).then(() =>
  port.postMessage({ kind: 'done', recordPath }),
)
