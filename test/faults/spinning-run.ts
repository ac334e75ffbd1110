import fs from 'node:fs'
import path from 'node:path'
import { type RunningSaccade, startSaccade, waitUntil } from './saccade.ts'

export interface SpinningRun {
  readonly started: RunningSaccade
  /** There once the score computes, without end and without yielding. */
  readonly marker: string
}

/** Starts a run in the folder's `data` whose own score never comes back, and waits until it computes. */
export async function startSpinningRun(folder: string): Promise<SpinningRun> {
  const marker = path.join(folder, 'spinning')
  const score = path.join(folder, 'spin.js')
  fs.writeFileSync(
    score,
    `export default () => ({
  heads: 1,
  prepare: (outputs) => outputs,
  score() {
    // All that a score finds to leave a file with, in the Node of any Electron.
    process.report.directory = ${JSON.stringify(folder)}
    process.report.writeReport('spinning')
    while (true);
  },
})
`,
  )
  const started = startSaccade([
    ...['train', '--preset', 'bigru-bahdanau', '--task', 'copy', '--trust-score', '--json'],
    ...['--set', `model.attention.score=${score}`, '--data-dir', path.join(folder, 'data')],
  ])
  await waitUntil(() => fs.existsSync(marker), 'the score computes', 120)
  return { started, marker }
}
