// A worker that never yields, and a host that is killed: nothing may stay behind.
import fs from 'node:fs'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { descendants, isAlive } from '../e2e/processes.ts'
import { temporaryFolder, waitUntil } from './saccade.ts'
import { startSpinningRun } from './spinning-run.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('E11: a worker that computes without end does not outlive its host', async () => {
  const { started } = await startSpinningRun(folder)
  const host = started.process.pid ?? 0
  const workers = descendants(host)
  expect(workers.map(({ command }) => command).join('\n')).toContain('worker.cjs')
  process.kill(host, 'SIGKILL')
  await waitUntil(() => workers.every(({ pid }) => !isAlive(pid)), 'the worker has ended', 60)
})
