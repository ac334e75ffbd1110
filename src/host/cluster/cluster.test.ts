import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import { configuration, scripted } from '../fixtures/scripted-host.ts'
import { placesOfTask } from './sweep-folder.ts'
import { addEvaluation } from './task-evaluations.ts'

const sweep = (more: JsonObject = {}): JsonObject => ({
  ...{ name: 'elsewhere', base: configuration(), axes: [], seeds: [1, 2, 3] },
  ...more,
})

test('a sweep elsewhere is remembered with its folder, and its tasks tell how they stand', async () => {
  const folder = path.join(scripted.dataFolder, 'shared', 'tasks')
  const away = path.join(scripted.dataFolder, 'away')
  const { sweeps } = scripted.start().api
  const submit = (more: JsonObject, where = folder) => sweeps.submit({ sweep: sweep(more), folder: where, slurm: null })

  await expect(submit({}, 'tasks')).rejects.toThrow('no path from the root')
  await expect(submit({ stopping: { kind: 'halving' } })).rejects.toThrow('know nothing of each other')
  await expect(sweeps.submit({ sweep: sweep(), folder, slurm: {} })).rejects.toMatchObject({
    code: 'bad-usage',
    hint: expect.stringContaining('the setting saccade') as string,
  })
  expect([fs.existsSync(folder), await sweeps.list()]).toEqual([false, []])

  const made = await submit({})
  expect(made).toMatchObject({ job: null, handed: [], sweep: { state: 'running', tasks: { folder, open: 3 } } })
  const { id } = made.sweep
  // Once more, it is the same one.
  expect((await submit({})).sweep.id).toBe(id)

  const of = {
    machine: os.hostname(),
    pid: process.pid,
    heartbeat: Date.now(),
    step: 4,
    steps: 6,
    log: ['info: begun'],
  }
  const write = (task: number, state: object) =>
    fs.writeFileSync(placesOfTask(folder, task).state, JSON.stringify({ ...of, ...state }))
  write(0, { state: 'running', reason: '' })
  addEvaluation(placesOfTask(folder, 0).evaluations, 2, { 'valid/loss': 1.5 })
  addEvaluation(placesOfTask(folder, 0).evaluations, 4, { 'valid/loss': 0.5 })
  write(1, { state: 'failed', reason: 'it diverged', log: ['error: NaN'] })
  const { tasks, inSlurm } = await sweeps.tasks({ sweep: id })
  expect([inSlurm, tasks.map(({ state }) => state)]).toEqual([false, ['running', 'failed', 'waiting']])
  expect(tasks[0]).toMatchObject({ step: 4, steps: 6, log: [], curve: { steps: [2, 4], values: [1.5, 0.5] } })
  expect(tasks[1]).toMatchObject({ reason: 'it diverged', log: ['error: NaN'] })

  await expect(sweeps.extend({ id, sweep: sweep({ seeds: [1, 2, 3, 4] }) })).rejects.toThrow('3 tasks of the sweep')
  await expect(sweeps.pause({ sweep: id })).rejects.toMatchObject({ code: 'wrong-state' })
  for (const word of ['stop', 'resume'] as const)
    await expect(sweeps[word]({ sweep: id })).rejects.toThrow('were not handed to Slurm from here')

  // A folder that is away harms nothing, and another host finds it again.
  fs.renameSync(folder, away)
  await scripted.open.pop()?.close()
  const later = scripted.start().api.sweeps
  await expect(later.collect({ sweep: id })).rejects.toMatchObject({ code: 'storage' })
  expect(await later.list()).toMatchObject([{ id, tasks: { open: 3 } }])
  fs.renameSync(away, folder)
  expect((await later.collect({ sweep: id })).tasks.map(({ run }) => run)).toEqual([null, null, null])

  // Where another sweep lies by now, nothing of it comes into the one that lay there before.
  fs.renameSync(folder, away)
  const other = await later.submit({ sweep: sweep({ seeds: [7] }), folder, slurm: null })
  expect(other.sweep.id).not.toBe(id)
  for (const word of ['collect', 'tasks', 'stop'] as const)
    await expect(later[word]({ sweep: id })).rejects.toThrow(`In ${folder} lies another sweep by now`)
  expect((await later.collect({ sweep: other.sweep.id })).tasks.map(({ state }) => state)).toEqual(['waiting'])

  // One that is let go of waits for nothing, and can be extended and trained here; its folder can be taken up again.
  expect(await later.detach({ sweep: id })).toMatchObject({
    state: 'finished',
    tasks: null,
    reason: `3 tasks of ${folder} had not come in`,
  })
  await expect(later.detach({ sweep: id })).rejects.toMatchObject({ code: 'wrong-state' })
  expect((await later.collect({ folder: away })).sweep).toMatchObject({ id, tasks: { folder: away, open: 3 } })

  for (const gone of [id, other.sweep.id]) await later.remove({ sweep: gone })
  expect([fs.existsSync(folder), await later.list()]).toEqual([true, []])
})

test('a hand-over ends with its host, and one that Slurm refuses leaves no sweep behind', async () => {
  const { PATH } = process.env
  const bin = path.join(scripted.dataFolder, 'bin')
  fs.mkdirSync(bin, { recursive: true })
  const standIn = (program: string, script: string) =>
    fs.writeFileSync(path.join(bin, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const begun = path.join(bin, 'begun')
  standIn('squeue', 'exit 0')
  for (const program of ['sacct', 'scontrol']) standIn(program, 'exit 1')
  process.env.PATH = `${bin}${path.delimiter}${PATH ?? ''}`
  try {
    const { sweeps } = scripted.start().api
    const folder = path.join(scripted.dataFolder, 'given up')
    const slurm = { saccade: 'saccade' }
    standIn('sbatch', 'echo no such partition >&2; exit 1')
    await expect(sweeps.submit({ sweep: sweep(), folder, slurm })).rejects.toThrow('no such partition')
    expect(await sweeps.list()).toEqual([])

    // One that it may have taken, as it did not answer, stays.
    const unsure = path.join(scripted.dataFolder, 'not answered')
    standIn('sbatch', 'echo "sbatch: error: Batch job submission failed: Socket timed out" >&2; exit 1')
    await expect(sweeps.submit({ sweep: sweep({ seeds: [4] }), folder: unsure, slurm })).rejects.toThrow('timed out')
    const [left] = await sweeps.list()
    expect(left).toMatchObject({ tasks: { folder: unsure, open: 1 } })
    await sweeps.remove({ sweep: left?.id ?? '' })

    standIn('sbatch', `touch '${begun}'; exec sleep 60`)
    const submitting = sweeps.submit({ sweep: sweep(), folder, slurm })
    submitting.catch(() => undefined)
    while (!fs.existsSync(begun)) await wait(20)
    await scripted.open.pop()?.close()
    await expect(submitting).rejects.toThrow('aborted')
    // What Slurm may have taken comes in, and the folder is free for whoever hands over next.
    const later = scripted.start().api.sweeps
    expect(await later.list()).toMatchObject([{ tasks: { folder, open: 3 } }])
    while (fs.existsSync(path.join(folder, 'slurm.lock'))) await wait(20)
    standIn('sbatch', 'echo 7')
    await expect(later.submit({ sweep: sweep(), folder, slurm })).rejects.toThrow('may still take them')
    const record = path.join(folder, 'slurm.json')
    const long = fs.readFileSync(record, 'utf8').replace(/"submitted": \d+/, '"submitted": 1')
    fs.writeFileSync(record, long)
    const made = await later.submit({ sweep: sweep(), folder, slurm })
    expect(made).toMatchObject({ job: '7', handed: [0, 1, 2] })

    // While the window looks for what was cut off, whoever hands over waits for that.
    fs.writeFileSync(record, long)
    const [asked, go] = [path.join(bin, 'asked'), path.join(bin, 'go')]
    standIn('squeue', `touch '${asked}'; while [ ! -e '${go}' ]; do sleep 0.02; done`)
    const looking = later.tasks({ sweep: made.sweep.id })
    while (!fs.existsSync(asked)) await wait(20)
    const resuming = later.resume({ sweep: made.sweep.id })
    resuming.catch(() => undefined)
    await wait(200)
    fs.writeFileSync(go, '')
    await looking
    expect(await resuming).toMatchObject({ id: made.sweep.id })
    expect(JSON.parse(fs.readFileSync(record, 'utf8'))).toMatchObject({ jobs: [{ job: '7' }] })
  } finally {
    process.env.PATH = PATH
  }
})
