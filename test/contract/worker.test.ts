import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { type WorkerOutcome, askWorker, supervise } from '../../src/host/workers/supervisor.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import type { DecodingMethod } from '../../src/shared/contract/decoding.ts'
import { encodeCheckpoint, readCheckpoint } from '../../src/shared/checkpoint-file.ts'
import { floatTensor, floatValues } from '../../src/shared/safetensors.ts'
import { resumePoint, runTiny, tinyConfiguration } from '../../src/worker/training/tiny-run.ts'
import type { TrainOutcome } from '../../src/shared/contract/trainer.ts'
import type { EvaluationRecord, SnapshotRecord } from '../../src/shared/contract/recorder.ts'
import { WORKER } from '../support/worker.ts'

const launcher = forkLauncher({ entry: WORKER })
const resources = { cores: 2, device: 'cpu' } as const
const configuration = tinyConfiguration()

interface Told {
  readonly losses: Map<number, number | undefined>
  readonly evaluations: EvaluationRecord[]
  readonly snapshots: SnapshotRecord[]
}

interface Training extends Told {
  readonly outcome: Promise<WorkerOutcome<TrainOutcome>>
}

interface TrainOptions {
  readonly folder: string
  readonly checkpoint?: string | null
  /** What to do with the worker once an evaluation is stored. */
  readonly onStored?: (step: number, worker: ReturnType<typeof supervise<TrainOutcome>>) => void
}

/** Trains in a process of its own. */
function train(configuration: Configuration, { folder, checkpoint = null, onStored }: TrainOptions): Training {
  const told: Told = { losses: new Map(), evaluations: [], snapshots: [] }
  const supervised = supervise<TrainOutcome>({
    worker: launcher.launch(resources),
    work: (trainer) => trainer.train({ configuration, folder, checkpoint: resumePoint(checkpoint) }),
    recorder: {
      async storeEvaluation(record) {
        told.evaluations.push(record)
        queueMicrotask(() => onStored?.(record.step, supervised))
        await Promise.resolve()
      },
      async storeSnapshot(record) {
        told.snapshots.push(record)
        await Promise.resolve()
      },
    },
    listen: (on) =>
      on('steps', ({ rows }) => {
        for (const { step, metrics } of rows) told.losses.set(step, metrics['train/loss'])
      }),
  })
  return { ...told, outcome: supervised.outcome }
}

async function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'saccade-worker-'))
}

function lastCheckpoint({ evaluations }: Told, folder: string): string {
  return join(folder, 'checkpoints', evaluations.at(-1)!.checkpoints[0]!.file)
}

describe('a worker process', () => {
  it('killed and resumed in another process repeats the uninterrupted run bit for bit', async () => {
    const folder = await freshFolder()
    const whole = train(configuration, { folder: await freshFolder() })
    expect(await whole.outcome).toMatchObject({ kind: 'done', result: { state: 'finished', step: 20 } })

    const killed = train(configuration, { folder, onStored: (step, worker) => step === 7 && worker.kill('a test') })
    expect(await killed.outcome).toMatchObject({ kind: 'lost' })
    const resumed = train(configuration, { folder, checkpoint: lastCheckpoint(killed, folder) })
    expect(await resumed.outcome).toMatchObject({ kind: 'done', result: { state: 'finished', step: 20 } })

    expect([...resumed.losses]).toEqual([...whole.losses].filter(([step]) => step > killed.evaluations.at(-1)!.step))
    const after = (records: readonly SnapshotRecord[]) => records.filter(({ step }) => step > 7)
    expect(after(resumed.snapshots)).toEqual(after(whole.snapshots))
    const loss = ({ metrics }: EvaluationRecord) => metrics['valid/loss']
    expect(resumed.evaluations.map(loss)).toEqual(whole.evaluations.slice(-resumed.evaluations.length).map(loss))
  })

  it('pauses, goes on and stops in order, leaving one whole checkpoint', async () => {
    const folder = await freshFolder()
    const long = tinyConfiguration('training.steps=100000')
    const steps: number[] = []
    const training = train(long, {
      folder,
      onStored: (step, { trainer, stop }) => {
        if (step !== 7) return
        void (async () => {
          const { step: held } = await trainer.pause()
          steps.push(held, (await trainer.ping()).step)
          await trainer.resume()
          stop()
        })()
      },
    })
    expect(await training.outcome).toMatchObject({
      kind: 'done',
      result: { state: 'stopped', reason: 'stopped by the user' },
    })
    expect(steps[0]).toBeGreaterThanOrEqual(7)
    expect(steps[1]).toBe(steps[0])
    const { step, metrics, checkpoints } = training.evaluations.at(-1)!
    expect({ step, metrics }).toEqual({
      step: ((await training.outcome) as { result: TrainOutcome }).result.step,
      metrics: {},
    })
    expect(await readdir(join(folder, 'checkpoints'))).toContain(checkpoints[0]!.file)
    expect((await readdir(join(folder, 'checkpoints'))).every((name) => name.endsWith('.safetensors'))).toBe(true)
  })

  it('translates line by line, counts unknown tokens, and tells errors with their remedy', async () => {
    const folder = await freshFolder()
    const training = train(configuration, { folder })
    await training.outcome
    const request = { configuration, checkpoint: lastCheckpoint(training, folder), attention: true }
    const ask = (lines: string[], targets?: string[]) =>
      askWorker(launcher, resources, (trainer) => trainer.translate({ ...request, lines, targets }))
    const results = await ask(['a b c', '', 'b zz'], ['c b a', '', ''])
    expect(results.map(({ source }) => source)).toEqual([['a', 'b', 'c'], [], ['b', 'zz']])
    expect(results.map(({ unknownTokens }) => unknownTokens)).toEqual([[], [], ['zz']])
    expect(results[1]).toMatchObject({ output: [], text: '', attention: [] })
    expect(results[0]!.attention.map(({ mode, target }) => [mode, mode === 'teacher-forced' ? target : []])).toEqual([
      ['teacher-forced', ['c', 'b', 'a', '<eos>']],
      ['free-running', []],
    ])
    expect(results[2]!.attention.map(({ mode }) => mode)).toEqual(['free-running'])
    expect(results[2]!.attention[0]!.source).toEqual(['b', '<unk>', '<eos>'])
    // Alone or beside longer lines, a line is translated alike.
    const [alone] = await ask(['b zz'])
    expect(alone!.output).toEqual(results[2]!.output)
    expect(alone!.score).toBeCloseTo(results[2]!.score, 5)

    const penalties = { lengthPenalty: 0.6, coveragePenalty: 0.2 }
    const beam = { kind: 'beam', size: 3, best: 2, ...penalties, lengthFactor: 0.5 } as const
    const sampling = { kind: 'sample', samples: 2, temperature: 1, seed: 3 } as const
    const [beams, drawn, again] = await askWorker(launcher, resources, async (trainer) => {
      const search = (decoding: DecodingMethod) =>
        trainer.translate({ ...request, lines: ['a b c', '', 'b'], decoding })
      return [await search(beam), await search(sampling), await search(sampling)]
    })
    expect(beams.map(({ hypotheses }) => hypotheses.length)).toEqual([2, 0, 2])
    for (const { output, score, hypotheses, attention } of [beams[0]!, beams[2]!]) {
      expect(hypotheses[0]).toMatchObject({ output, score })
      expect(hypotheses[0]!.penalizedScore).toBeGreaterThan(hypotheses[1]!.penalizedScore)
      expect(attention.map(({ mode }) => mode)).toEqual(['free-running', 'free-running'])
      attention.forEach(({ target }, rank) => {
        expect(target).toHaveLength(hypotheses[rank]!.output.length + Number(hypotheses[rank]!.ended))
        expect(target.length).toBeLessThanOrEqual(12)
      })
    }
    expect(drawn.map(({ hypotheses }) => hypotheses.length)).toEqual([2, 0, 2])
    expect(again).toEqual(drawn)

    const missing = { ...request, checkpoint: join(folder, 'none.safetensors'), lines: ['a'] }
    await expect(askWorker(launcher, resources, (trainer) => trainer.translate(missing))).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('another checkpoint') as string,
    })
    await expect(ask(['a'], [])).rejects.toMatchObject({ code: 'bad-usage' })
  })

  it('F23: says that the weights are not finite, and decodes nothing with them', async () => {
    const { folder } = await runTiny({ configuration: tinyConfiguration('training.steps=1') })
    const [file = ''] = (await readdir(join(folder, 'checkpoints'))).sort().slice(-1)
    const broken = join(folder, 'broken.safetensors')
    const { tensors, content } = await readCheckpoint(join(folder, 'checkpoints', file))
    const name = 'encoder.embedding.weight'
    const whole = tensors.get(name)!
    const values = floatValues(whole)
    values[3] = NaN
    const tensor = floatTensor(Float32Array.from(values), whole.shape)
    await writeFile(broken, encodeCheckpoint(new Map([...tensors, [name, tensor]]), content))
    const request = { configuration, checkpoint: broken, attention: true, lines: ['a b'] }
    await expect(askWorker(launcher, resources, (trainer) => trainer.translate(request))).rejects.toMatchObject({
      code: 'diverged',
      message: 'The weights of broken.safetensors are not finite: encoder.embedding.weight holds NaN',
    })
  })

  it('refuses to pause when nothing is trained, and describes its engine', async () => {
    const question = askWorker(launcher, resources, async (trainer) => {
      await expect(trainer.pause()).rejects.toMatchObject({ code: 'wrong-state' })
      return trainer.describeEngine({ device: 'cpu', engine: 'auto' })
    })
    expect(await question).toMatchObject({ device: 'cpu' })
  })
})
