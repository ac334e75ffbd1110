import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { placesOfTask } from '../../../host/cluster/sweep-folder.ts'
import { NO_EVALUATIONS, readOn } from '../../../host/cluster/task-evaluations.ts'
import type { Host } from '../../../host/host.ts'
import { keepState } from './run-task.ts'

test('what an earlier process left half written spoils no evaluation, though its file could not be written at first', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-run-task-'))
  const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const places = placesOfTask(folder, 0)
    fs.mkdirSync(places.evaluations, { recursive: true })
    let tell: Parameters<Host['events']['onAny']>[0] = () => undefined
    const events: Pick<Host['events'], 'onAny'> = {
      onAny(listener) {
        tell = listener
        return () => undefined
      },
    }
    const state = keepState({ events }, places)
    expect(warned).toHaveBeenCalled()
    fs.rmdirSync(places.evaluations)
    fs.writeFileSync(places.evaluations, '{"step": 1, "met')
    for (const step of [2, 3]) tell({ name: 'evaluation', payload: { run: 'r', step, metrics: { 'valid/loss': 1 } } })
    state.close()
    const { all } = await readOn(places.evaluations, NO_EVALUATIONS)
    expect(all.map(({ step }) => step)).toEqual([2, 3])
  } finally {
    warned.mockRestore()
    fs.rmSync(folder, { recursive: true, force: true })
  }
})
