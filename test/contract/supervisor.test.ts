import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { askWorker, supervise, type Deadlines, type Supervised } from '../../src/host/workers/supervisor.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import type { TrainOutcome } from '../../src/shared/contract/trainer.ts'
import type { RecorderApi } from '../../src/shared/contract/recorder.ts'

const entry = fileURLToPath(new URL('fixtures/bad-worker.ts', import.meta.url))
const resources = { cores: 1, device: 'cpu' } as const

interface Watched extends Supervised<TrainOutcome> {
  readonly pid: number
  readonly steps: number[]
  readonly stored: number[]
  readonly silences: number[]
}

function train(
  behaviour: string,
  deadlines: Partial<Deadlines> = {},
  storeEvaluation?: RecorderApi['storeEvaluation'],
): Watched {
  const worker = forkLauncher({ entry, arguments: [behaviour] }).launch(resources)
  const steps: number[] = []
  const stored: number[] = []
  const silences: number[] = []
  const supervised = supervise({
    worker,
    work: (trainer) =>
      trainer.train({
        configuration: parseConfiguration({ data: { source: { kind: 'task', task: 'reverse' } } }),
        folder: '',
        checkpoint: null,
      }),
    recorder: {
      storeEvaluation: async (evaluation) => {
        await storeEvaluation?.(evaluation)
        stored.push(evaluation.step)
      },
      storeSnapshot: async () => undefined,
    },
    listen: (on) => on('steps', ({ rows }) => steps.push(...rows.map(({ step }) => step))),
    onSilence: (milliseconds) => silences.push(milliseconds),
    deadlines,
  })
  return { ...supervised, pid: worker.pid ?? -1, steps, stored, silences }
}

/** True while a process of this id exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a worker that does its work', () => {
  it('is heard in order, and its outcome comes when it is gone', async () => {
    const run = train('good')
    expect(await run.outcome).toEqual({
      kind: 'done',
      result: { state: 'finished', step: 3, reason: 'steps' },
    })
    expect(run.steps).toEqual([1, 2, 3])
    expect(run.stored).toEqual([1, 2, 3])
    expect(isAlive(run.pid)).toBe(false)
  })

  it('stops when asked', async () => {
    const run = train('stoppable')
    await run.trainer.ping()
    run.stop()
    run.stop()
    expect(await run.outcome).toMatchObject({ kind: 'done', result: { state: 'stopped' } })
  })

  it('says why it failed', async () => {
    const outcome = await train('fail').outcome
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'diverged', hint: 'Lower the rate.' } })
  })

  it('may send rubbish, and flood, without harm', async () => {
    expect(await train('garbage').outcome).toMatchObject({ kind: 'done' })
    const flood = train('flood')
    expect(await flood.outcome).toMatchObject({ kind: 'done' })
    expect(flood.steps).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1))
  })

  it('is killed when it does not end after its work', async () => {
    const run = train('stubborn', { exit: 300 })
    expect(await run.outcome).toMatchObject({ kind: 'done', result: { state: 'finished' } })
    expect(isAlive(run.pid)).toBe(false)
  })
})

describe('a worker that is lost', () => {
  it.each([
    ['crash', /crashed \(SIGABRT\)/, 'about to crash'],
    ['throw', /exit code 1/, 'nobody catches this'],
    ['exit', /exit code 7/, undefined],
    ['exit quietly', /ended before its work was done/, undefined],
    ['disconnect only', /ended before its work was done/, undefined],
  ])('is reported with its reason and last lines: %s', async (behaviour, reason, line) => {
    const outcome = await train(behaviour).outcome
    expect(outcome).toMatchObject({ kind: 'lost', stopping: false, error: { code: 'worker-lost' } })
    if (outcome.kind !== 'lost') return
    expect(outcome.error.message).toMatch(reason)
    if (line !== undefined) expect(outcome.log.join('\n')).toContain(line)
  })

  it('is killed when it stops answering, after saying so', async () => {
    // Long enough for the worker to start on a busy machine, which is silence as well.
    const run = train('hang', { heartbeat: 100, silence: 5_000 })
    const outcome = await run.outcome
    expect(outcome).toMatchObject({ kind: 'lost', log: ['about to hang'] })
    expect(outcome.kind === 'lost' && outcome.error.message).toMatch(/did not answer for 5 s/)
    expect(run.silences.slice(-3)).toEqual([4_800, 4_900, 5_000])
    expect(isAlive(run.pid)).toBe(false)
  })

  it('is killed when it does not stop in time', async () => {
    const run = train('hang', { stop: 300 })
    run.stop()
    const outcome = await run.outcome
    expect(outcome).toMatchObject({ kind: 'lost', stopping: true })
    expect(outcome.kind === 'lost' && outcome.error.message).toMatch(/did not stop within 0.3 s/)
  })

  it('may be killed from outside at any moment', async () => {
    for (const delay of [0, 10, 40, 120]) {
      const run = train('stoppable')
      await sleep(delay)
      process.kill(run.pid, 'SIGKILL')
      const outcome = await run.outcome
      expect(outcome).toMatchObject({ kind: 'lost' })
      expect(outcome.kind === 'lost' && outcome.error.message).toMatch(/killed from outside/)
    }
  })

  it('has everything stored that it sent, before its end is told', async () => {
    const run = train('store and die', {}, () => sleep(300))
    expect(await run.outcome).toMatchObject({ kind: 'lost' })
    expect(run.stored).toEqual([1])
  })

  it('is told when the program of the worker is not there', async () => {
    const worker = forkLauncher({ entry: `${entry}.missing` }).launch(resources)
    const { outcome } = supervise({ worker, work: (trainer) => trainer.ping() })
    expect(await outcome).toMatchObject({ kind: 'lost', error: { code: 'worker-lost' } })
    expect(worker.log.last().join('\n')).toContain('Cannot find module')
  })

  it('is told when there is no Node to run it', async () => {
    const worker = forkLauncher({ entry, node: '/nowhere/node' }).launch(resources)
    const { outcome } = supervise({ worker, work: (trainer) => trainer.ping() })
    const ended = await outcome
    expect(ended.kind === 'lost' && ended.error.message).toMatch(/could not be started.*ENOENT/)
  })
})

describe('a worker whose host is killed', () => {
  it('ends by itself', async () => {
    const host = fork(fileURLToPath(new URL('fixtures/short-lived-host.ts', import.meta.url)), ['stoppable'])
    const [pid] = (await once(host, 'message')) as [number]
    expect(isAlive(pid)).toBe(true)
    host.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false)
  })
})

describe('a question', () => {
  const launcher = forkLauncher({ entry, arguments: ['hang'] })

  it('is answered, and the worker is gone', async () => {
    expect(await askWorker(launcher, resources, (trainer) => trainer.ping())).toEqual({ step: 0 })
  })

  it('throws what the worker throws', async () => {
    const asked = askWorker(launcher, resources, (trainer) => trainer.describeEngine({ device: 'cpu', engine: 'auto' }))
    await expect(asked).rejects.toMatchObject({ code: 'wrong-state', message: 'This worker only trains.' })
  })

  it('can be given up', async () => {
    const abort = new AbortController()
    const request = {
      configuration: parseConfiguration({ data: { source: { kind: 'task', task: 'reverse' } } }),
      folder: '',
      checkpoint: null,
    }
    const asked = askWorker(launcher, resources, (trainer) => trainer.train(request), { signal: abort.signal })
    abort.abort()
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
    await expect(
      askWorker(launcher, resources, (trainer) => trainer.ping(), { signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'aborted' })
  })
})
