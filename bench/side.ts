// A process that runs Saccade's steps: requests come in as lines of JSON, answers go out the same way.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from '../src/worker/engine/backend.ts'
import { loadEngine } from '../src/worker/engine/load.ts'
import { type CaseBatches, loadBatches } from './batches.ts'
import type { Case } from './cases.ts'
import { type Contender, createContender } from './contender.ts'
import { encodeCase } from './export.ts'
import { stepFlops, workOfBatch } from './flops.ts'
import { measurePeak } from './peak.ts'
import { type Request, requestSchema } from './protocol.ts'
import { mean } from './statistics.ts'
import { runValidation } from './validation.ts'

interface Prepared {
  readonly chosen: Case
  readonly batches: CaseBatches
  readonly contender: Contender
  /** What the contender steps on. */
  readonly own: readonly CaseBatches['natural'][number][]
}

let prepared: Prepared | null = null

async function answer(request: Request): Promise<object> {
  switch (request.do) {
    case 'load': {
      const { description } = await loadEngine({ engine: 'tensorflow', device: request.device })
      return { version: description.version, device: description.deviceName, ...description.threads }
    }
    case 'peak':
      return { gflops: measurePeak(request.size) }
    case 'prepare':
      return prepare(request.contender, request.case)
    case 'check':
      return check(get(), request.steps, request.exportTo)
    case 'run': {
      const done = Array.from({ length: request.steps }, (_, index) => stepOn(get(), request.from + index))
      return { ms: done.map(({ ms }) => ms), losses: done.map(({ result }) => result.loss) }
    }
    case 'further': {
      const { contender, batches } = get()
      return { firstMs: contender.step(batches.further).ms, backMs: stepOn(get(), 0).ms }
    }
    case 'memory':
      return { samples: sampleMemory(get(), request.steps, request.samples) }
    case 'validation':
      return runValidation(request.case, request)
    case 'usage':
      return { peakRssMb: process.resourceUsage().maxRSS / 1024 }
  }
}

function get(): Prepared {
  if (!prepared) throw new Error('Nothing is prepared.')
  return prepared
}

function stepOn({ contender, own }: Prepared, index: number) {
  return contender.step(at(own, index % own.length))
}

async function prepare(kind: 'eager' | 'compiled', chosen: Case) {
  const batches = await loadBatches(chosen)
  const own = kind === 'eager' ? batches.natural : batches.shaped
  const started = performance.now()
  const contender = createContender(kind, chosen, batches)
  // The first step is on the same padded batch everywhere, so that its loss can be compared, dropout and all.
  const { result } = contender.step(at(batches.shaped, 0))
  const firstStepMs = performance.now() - started
  prepared = { chosen, batches, contender, own }
  const shapesMs = kind === 'eager' ? [] : meetShapes(prepared)
  return {
    firstStepMs,
    shapesMs,
    firstLoss: result.loss,
    parameters: [...contender.parts.model.parameters.values()].reduce((sum, { size }) => sum + size, 0),
    batches: own.length,
    tokens: mean(own.map(({ sourceTokens, targetTokens }) => sourceTokens + targetTokens)),
    flops: mean(batches.natural.map((batch) => stepFlops(chosen, workOfBatch(batch), batches.vocabulary))),
  }
}

/** Steps on each further shape of the batches, so that all are compiled before time is taken. */
function meetShapes({ contender, own }: Prepared): [number, number][] {
  const nameOf = (batch: (typeof own)[number]) => `${batch.sourceLength} ${batch.targetLength}`
  const met = new Set([nameOf(at(own, 0))])
  return own.flatMap((batch) => {
    if (met.has(nameOf(batch))) return []
    met.add(nameOf(batch))
    return [[contender.step(batch).ms, contender.step(batch).ms] satisfies [number, number]]
  })
}

/** First weights and batches to a file; loss and gradient norm of the first steps from there, without dropout. */
function check({ chosen, batches }: Prepared, steps: number, exportTo: string) {
  const contender = createContender('eager', { ...chosen, dropout: 0 }, batches)
  writeFileSync(exportTo, encodeCase(contender.parts.model.parameters, batches.natural))
  const results = Array.from({ length: steps }, () => contender.step(at(batches.natural, 0)).result)
  contender.parts.optimizer.dispose()
  contender.parts.model.dispose()
  return { losses: results.map(({ loss }) => loss), norms: results.map(({ gradientNorm }) => gradientNorm) }
}

function sampleMemory(chosen: Prepared, steps: number, samples: number) {
  const every = Math.max(1, Math.floor(steps / samples))
  const sample = (step: number) => ({
    step,
    tensors: tf.memory().numTensors,
    handles: nativeBackend()?.binding.getNumOfTensors() ?? NaN,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  })
  const taken = [sample(0)]
  for (let step = 1; step <= steps; step++) {
    stepOn(chosen, step)
    if (step % every === 0) taken.push(sample(step))
  }
  return taken
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error(`There is no batch ${index}.`)
  return value
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: object
  try {
    reply = { ok: await answer(requestSchema.parse(JSON.parse(line))) }
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}
