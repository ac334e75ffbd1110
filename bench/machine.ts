import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import process from 'node:process'
import { type Place, startSaccade } from './contenders.ts'
import { peakSchema } from './protocol.ts'

const PEAK_SIZE = { cpu: 1536, gpu: 8192, quick: 128 } as const

/** What it was measured on; the matrix product's peak is taken with all cores in one product. */
export async function describeMachine(place: Place, quick: boolean) {
  const cores = availableParallelism()
  const { peer: worker, engine } = await startSaccade('A worker', place)
  await worker.close()
  const allCores = { TF_NUM_INTEROP_THREADS: '1', TF_NUM_INTRAOP_THREADS: String(cores) }
  const { peer } = await startSaccade('The matrix product', place, allCores)
  try {
    const { gflops } = await peer.ask({ do: 'peak', size: PEAK_SIZE[quick ? 'quick' : place.device] }, peakSchema)
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
    await peer.close()
  }
}

export type Machine = Awaited<ReturnType<typeof describeMachine>>
