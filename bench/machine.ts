import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import process from 'node:process'
import { type Place, startSaccade } from './contenders.ts'
import { peakSchema } from './protocol.ts'

const PEAK_SIZE = { cpu: 1024, gpu: 8192, quick: 128 } as const

/** Processes that multiply beside each other, to find what all cores together can do. */
const MOST_PROCESSES = 4

/** What it was measured on. */
export async function describeMachine(place: Place, quick: boolean) {
  const cores = availableParallelism()
  const { peer: worker, engine } = await startSaccade('A worker', place)
  await worker.close()
  // One product on several cores leaves some of them idle; several products beside each other do not.
  const processes = place.device === 'cpu' ? Math.min(cores, MOST_PROCESSES) : 1
  const threads = { TF_NUM_INTEROP_THREADS: '1', TF_NUM_INTRAOP_THREADS: String(Math.ceil(cores / processes)) }
  const started = await Promise.all(
    Array.from({ length: processes }, () => startSaccade('The matrix product', place, threads)),
  )
  try {
    const request = { do: 'peak', size: PEAK_SIZE[quick ? 'quick' : place.device] } as const
    const peaks = await Promise.all(started.map(({ peer }) => peer.ask(request, peakSchema)))
    const gflops = peaks.reduce((sum, peak) => sum + peak.gflops, 0)
    return {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores,
      memory_gb: totalmem() / 2 ** 30,
      system: `${platform()} ${release()} ${process.arch}`,
      load_average_before: loadavg()[0] ?? NaN,
      device: place.device,
      device_name: engine.device,
      node: process.version,
      tensorflow: engine.version,
      threads: { inter_op: engine.interOp, intra_op: engine.intraOp },
      matmul_peak_gflops: gflops,
      quick,
    }
  } finally {
    await Promise.all(started.map(({ peer }) => peer.close()))
  }
}

export type Machine = Awaited<ReturnType<typeof describeMachine>>
