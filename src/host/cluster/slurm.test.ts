// What Slurm says, told by stand-ins first in PATH: a shell script for each of its programs.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callSlurm } from './call-slurm.ts'
import { createLooking } from './look.ts'
import { isOpen, slurmStates } from './slurm.ts'
import { placesOfTask } from './sweep-folder.ts'

const { PATH } = process.env
let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-slurm-'))
  fs.mkdirSync(path.join(folder, 'bin'))
  process.env.PATH = `${path.join(folder, 'bin')}${path.delimiter}${PATH ?? ''}`
  for (const program of ['sbatch', 'squeue', 'sacct', 'scontrol', 'scancel']) standIn(program, 'exit 1')
})
afterEach(() => {
  process.env.PATH = PATH
  fs.rmSync(folder, { recursive: true, force: true })
})

function standIn(program: string, script: string): void {
  fs.writeFileSync(path.join(folder, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

const handed = (...jobs: object[]): void => fs.writeFileSync(path.join(folder, 'slurm.json'), JSON.stringify({ jobs }))

test('a program of Slurm that hangs is left after a while, and at once when nobody waits for it', async () => {
  standIn('squeue', 'exec sleep 60')
  await expect(callSlurm('squeue', [], { limit: 50 })).rejects.toThrow('squeue did not answer within 0.05 seconds')
  const given = new AbortController()
  const asked = callSlurm('squeue', [], { signal: given.signal })
  given.abort(new Error('closed'))
  await expect(asked).rejects.toThrow('closed')
})

test('what the queue lists is open whatever it is called, and long lists of tasks are not cut off', async () => {
  handed({ job: '7', submitted: 1, tasks: [0, 1, 2, 3, 4] })
  standIn('squeue', 'printf "0|SIGNALING|None\\n1|REQUEUE_HOLD|JobHeldUser\\n2|UNHEARD_OF|None\\n3|TIMEOUT|None\\n"')
  standIn('sacct', 'echo "7_[4]|CANCELLED by 0|0:0"')
  const states = await slurmStates(folder)
  expect([...states].map(([task, state]) => [task, isOpen(state)])).toEqual([
    [0, true],
    [1, true],
    [2, true],
    [3, false],
    [4, false],
  ])
  standIn('squeue', 'echo "0|$SLURM_BITSTR_LEN|None"')
  expect((await slurmStates(folder)).get(0)?.state).toBe('0')
})

test('a task that Slurm says is running is not lost for a clock that differs', async () => {
  handed({ job: '7', submitted: 1, tasks: [0, 1] })
  standIn('squeue', 'printf "0|RUNNING|None\\n1|PENDING|None\\n"')
  for (const number of [0, 1]) {
    const { root, state } = placesOfTask(folder, number)
    fs.mkdirSync(root, { recursive: true })
    const written = { state: 'running', reason: '', step: 3, steps: 9, heartbeat: 0, machine: 'node', pid: 1, log: [] }
    fs.writeFileSync(state, JSON.stringify(written))
  }
  const task = { label: '', point: {} }
  const described = { id: 's', name: '', created: 0, sweep: {}, scores: [], tasks: [task, task] }
  const { tasks } = await createLooking(Date.now).look(
    folder,
    { format: 'saccade sweep folder', version: 1, ...described },
    { metric: 'valid/loss', known: () => undefined },
  )
  expect(tasks.map(({ state }) => state)).toEqual(['running', 'waiting'])
})
