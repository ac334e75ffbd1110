import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ENGINE_RECORD_PATH, engineRecordSchema } from '../../shared/engine-record.ts'
import { threadCounts } from '../../shared/threads.ts'

export interface WorkerResources {
  /** Processor cores the worker may use. */
  readonly cores: number
  readonly device: 'auto' | 'cpu' | 'gpu'
}

/**
 * What must be in a worker's environment before TensorFlow loads: threads, devices and the path of CUDA's libraries.
 * Add it to the parent's environment; values the user has set there win for threads and log level.
 */
export function workerEnvironment(
  { cores, device }: WorkerResources,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const threads = threadCounts(cores)
  const result: Record<string, string> = {
    TF_NUM_INTEROP_THREADS: env.TF_NUM_INTEROP_THREADS ?? String(threads.interOp),
    TF_NUM_INTRAOP_THREADS: env.TF_NUM_INTRAOP_THREADS ?? String(threads.intraOp),
    TF_CPP_MIN_LOG_LEVEL: env.TF_CPP_MIN_LOG_LEVEL ?? '2',
    // Several runs may share a card; TensorFlow would otherwise take all of its memory at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Sums over segments use atomics on a GPU unless told otherwise, and a resumed run must repeat bit for bit.
    TF_DETERMINISTIC_OPS: '1',
  }
  if (device === 'cpu') {
    result.CUDA_VISIBLE_DEVICES = '-1'
    return result
  }
  const folders = cudaFolders()
  if (folders.length > 0) {
    result.LD_LIBRARY_PATH = [...folders, env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter)
  }
  return result
}

/** Folders that set-up recorded for CUDA's libraries; none on a machine without an NVIDIA driver. */
function cudaFolders(): readonly string[] {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const path = process.env.SACCADE_ENGINE_RECORD ?? join(folder, ...ENGINE_RECORD_PATH)
    if (existsSync(path)) {
      const record = engineRecordSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
      return record.success ? record.data.libraryFolders : []
    }
    const parent = dirname(folder)
    if (parent === folder) return []
    folder = parent
  }
}
