import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from './cases.ts'
import { type Place, startPytorch, startSaccade } from './contenders.ts'
import type { Peer } from './peer.ts'
import * as answers from './protocol.ts'
import { median, typicalMs } from './statistics.ts'

export interface Amount {
  readonly rounds: number
  readonly steps: number
  readonly quick: boolean
}

/** Of the losses, in nats; the two add in different orders. */
const LOSS_TOLERANCE = 1e-4
/** Of the gradient's norm, relative. */
const NORM_TOLERANCE = 1e-3
const CHECKED_STEPS = 2
/** Eager steps are slow and their times spread little. */
const EAGER_SHARE = 4
/** Threads of the contender before may still spin. */
const SETTLE_MS = 100

export type CaseResult = Awaited<ReturnType<typeof measureCase>>

/** Measures a case: each contender in a process of its own, in turns, after showing that all compute the same. */
export async function measureCase(chosen: Case, place: Place, amount: Amount, peakGflops: number) {
  const folder = mkdtempSync(join(tmpdir(), 'saccade-bench-'))
  const opened: Peer[] = []
  const keep = <T extends Peer | null>(peer: T): T => {
    if (peer) opened.push(peer)
    return peer
  }
  try {
    const compiled = keep((await startSaccade('The compiled side', place)).peer)
    const ready = await compiled.ask({ do: 'prepare', contender: 'compiled', case: chosen }, answers.preparedSchema)
    const eager = keep((await startSaccade('The eager side', place)).peer)
    const eagerReady = await eager.ask({ do: 'prepare', contender: 'eager', case: chosen }, answers.preparedSchema)
    agree('The first losses of eager and compiled steps', eagerReady.firstLoss, ready.firstLoss, LOSS_TOLERANCE)
    const torch = keep(startPytorch(place))
    const torchReady =
      torch && (await preparePytorch(torch, eager, chosen, place, amount, join(folder, 'case.safetensors')))

    const sides = { compiled, eager, ...(torch ? { torch } : {}) }
    const times = await runRounds(sides, chosen, amount, ready.batches)
    const ragged = chosen.data.kind === 'pronouncing'
    const ms = (side: keyof typeof times) => (times[side].length > 0 ? typicalMs(times[side], ragged) : null)
    const [eagerMs, compiledMs, pytorchMs] = [ms('eager') ?? NaN, ms('compiled') ?? NaN, ms('torch')]
    const peaks = await askUsage({ compiled, eager, torch })
    const further = await compiled.ask({ do: 'further' }, answers.furtherSchema)
    const perSecond = (each: number | null) => each && (1000 * ready.tokens) / each
    const shapeMs = ready.shapesMs.map(([first]) => first)
    return {
      eager_ms: eagerMs,
      compiled_ms: compiledMs,
      pytorch_ms: pytorchMs,
      first_step_ms: ready.firstStepMs,
      further_bucket_ms: shapeMs.length > 0 ? median(shapeMs) : further.firstMs,
      back_to_first_bucket_ms: further.backMs,
      tokens_per_second: perSecond(compiledMs),
      pytorch_tokens_per_second: perSecond(pytorchMs),
      eager_tokens_per_second: perSecond(eagerMs),
      peak_rss_mb: peaks.compiled,
      eager_peak_rss_mb: peaks.eager,
      pytorch_peak_rss_mb: peaks.torch,
      compile_ms: [ready.firstStepMs, ...shapeMs].reduce((sum, each) => sum + each - compiledMs, 0),
      shapes: 1 + shapeMs.length,
      ratio_to_pytorch: pytorchMs && pytorchMs / compiledMs,
      ratio_to_eager: eagerMs / compiledMs,
      matmul_gflop: ready.flops / 1e9,
      matmul_peak_share: ready.flops / (compiledMs * 1e6 * peakGflops),
      pytorch_version: torchReady?.version ?? null,
      pytorch_device: torchReady?.device ?? null,
      pytorch_threads: torchReady?.threads ?? null,
      pytorch_decoder: torchReady?.decoder ?? null,
      pytorch_tried: torchReady?.tried ?? null,
      loss_difference: torchReady?.lossDifference ?? null,
      compiled_loss_difference: Math.abs(eagerReady.firstLoss - ready.firstLoss),
      dropout: chosen.dropout,
      parameters: ready.parameters,
      fastest: { eager: fastest(times.eager), compiled: fastest(times.compiled), pytorch: fastest(times.torch) },
    }
  } finally {
    await Promise.all(opened.map((peer) => peer.close()))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Hands over weights and batches, compares the first losses, and finds PyTorch's best way. */
async function preparePytorch(
  torch: Peer,
  eager: Peer,
  chosen: Case,
  { device }: Place,
  { quick }: Amount,
  file: string,
) {
  const steps = CHECKED_STEPS
  const lossDifferences: number[] = []
  const ours = await eager.ask({ do: 'check', steps, exportTo: file }, answers.checkSchema)
  const info = await torch.ask({ do: 'prepare', device, case: chosen, file }, answers.torchSchema)
  for (const decoder of answers.TORCH_DECODERS) {
    const theirs = await torch.ask({ do: 'check', steps, decoder }, answers.checkSchema)
    ours.losses.forEach((loss, step) => {
      const what = `The losses of step ${step + 1} of Saccade and PyTorch (${decoder})`
      agree(what, loss, theirs.losses[step] ?? NaN, LOSS_TOLERANCE)
    })
    ours.norms.forEach((norm, step) => {
      const what = `The gradient norms of step ${step + 1} of Saccade and PyTorch (${decoder})`
      agree(what, norm, theirs.norms[step] ?? NaN, NORM_TOLERANCE * norm)
    })
    lossDifferences.push(Math.abs((ours.losses[0] ?? NaN) - (theirs.losses[0] ?? NaN)))
  }
  const amount = quick ? { threads: [1], turns: 1, steps: 1 } : { threads: threadCounts(), turns: 3, steps: 2 }
  const tuned = await torch.ask({ do: 'tune', ...amount }, answers.tunedSchema)
  return { ...info, ...tuned, lossDifference: Math.max(...lossDifferences) }
}

/** @throws when the two are not close: they would not be computing the same */
function agree(what: string, a: number, b: number, within: number): void {
  if (!(Math.abs(a - b) <= within)) throw new Error(`${what} differ: ${a} and ${b}.`)
}

/** 1, 2, 4 … and all processors. */
function threadCounts(): number[] {
  const all = availableParallelism()
  const powers = Array.from({ length: Math.floor(Math.log2(all)) + 1 }, (_, exponent) => 2 ** exponent)
  return [...new Set([...powers, all])]
}

type Side = 'compiled' | 'eager' | 'torch'

/** Times by side, round and step, in milliseconds. */
async function runRounds(
  sides: Partial<Record<Side, Peer>>,
  chosen: Case,
  { rounds, steps, quick }: Amount,
  batches: number,
): Promise<Record<Side, number[][]>> {
  const ragged = chosen.data.kind === 'pronouncing'
  const times: Record<Side, number[][]> = { compiled: [], eager: [], torch: [] }
  const turns: readonly Side[] = ['compiled', 'torch', 'eager']
  for (let round = -1; round < rounds; round++) {
    for (const side of turns) {
      const peer = sides[side]
      if (!peer) continue
      await sleep(quick ? 0 : SETTLE_MS)
      const fair = side === 'eager' ? Math.ceil(steps / EAGER_SHARE) : steps
      // A slice of an epoch is run as a whole, because its batches differ; the round before the first warms up.
      const amount = ragged ? batches : fair
      const from = ragged ? 0 : Math.max(0, round) * amount
      const { ms } = await peer.ask({ do: 'run', from, steps: amount }, answers.runSchema)
      if (round >= 0) times[side].push(ms)
    }
  }
  return times
}

async function askUsage(sides: { compiled: Peer; eager: Peer; torch: Peer | null }) {
  const ask = async (peer: Peer) => (await peer.ask({ do: 'usage' }, answers.usageSchema)).peakRssMb
  return {
    compiled: await ask(sides.compiled),
    eager: await ask(sides.eager),
    torch: sides.torch && (await ask(sides.torch)),
  }
}

function fastest(rounds: readonly (readonly number[])[]): number | null {
  return rounds.length > 0 ? Math.min(...rounds.flat()) : null
}
