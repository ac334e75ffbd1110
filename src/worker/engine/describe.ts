// What `saccade doctor` and a run's record say about the engine.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineDescription } from '../../shared/contract/trainer.ts'
import { ENGINE_RECORD_PATH, engineRecordSchema } from '../../shared/engine-record.ts'
import type { EngineRecord } from '../../shared/engine-record.ts'

const NVIDIA_CARDS = '/proc/driver/nvidia/gpus'

/** The record that set-up left, looked for from this file upwards; null where set-up never ran. */
export function readEngineRecord(): EngineRecord | null {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const path = process.env.SACCADE_ENGINE_RECORD ?? join(folder, ...ENGINE_RECORD_PATH)
    if (existsSync(path)) {
      const parsed = engineRecordSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
      return parsed.success ? parsed.data : null
    }
    const parent = dirname(folder)
    if (parent === folder) return null
    folder = parent
  }
}

export function describeTensorflow(
  loaded: { readonly version: string; readonly gpu: boolean },
  device: 'auto' | 'cpu' | 'gpu',
  record: EngineRecord | null,
): EngineDescription {
  const cards = graphicsCards()
  const base = { engine: 'tensorflow', version: loaded.version, threads: threads() } as const
  if (loaded.gpu) {
    return { ...base, device: 'gpu', deviceName: cards[0] ?? 'NVIDIA GPU', whyNotBetter: '', fix: '' }
  }
  return { ...base, device: 'cpu', deviceName: processor(), ...whyNoGpu(device, cards, record) }
}

function whyNoGpu(device: 'auto' | 'cpu' | 'gpu', cards: readonly string[], record: EngineRecord | null) {
  if (record?.why) return { whyNotBetter: record.why, fix: record.fix }
  if (device === 'cpu') return { whyNotBetter: 'The CPU was asked for.', fix: '' }
  const card = cards[0]
  if (!card) return { whyNotBetter: 'There is no NVIDIA GPU on this machine.', fix: '' }
  if (record?.build === 'tensorflow-cpu') {
    return {
      whyNotBetter: `${card} is not used: TensorFlow’s CPU build is installed.`,
      fix: 'SACCADE_ENGINE=tensorflow-gpu npm run setup',
    }
  }
  return { whyNotBetter: `TensorFlow could not use ${card}; the log of a run says why.`, fix: 'npm run setup' }
}

export function describeWasm(
  version: string,
  askedFor: boolean,
  problem: string,
  record: EngineRecord | null,
): EngineDescription {
  return {
    engine: 'wasm',
    version,
    device: 'cpu',
    deviceName: processor(),
    threads: { interOp: 1, intraOp: 1 },
    whyNotBetter: askedFor ? 'The WASM engine was asked for.' : problem,
    fix: askedFor ? '' : record?.fix || 'npm run setup',
  }
}

function processor(): string {
  return cpus()[0]?.model.trim() ?? 'CPU'
}

function threads() {
  const all = cpus().length // what TensorFlow takes when it is told nothing
  return {
    interOp: Number(process.env.TF_NUM_INTEROP_THREADS) || all,
    intraOp: Number(process.env.TF_NUM_INTRAOP_THREADS) || all,
  }
}

function graphicsCards(): string[] {
  if (!existsSync(NVIDIA_CARDS)) return []
  return readdirSync(NVIDIA_CARDS).map((card) => {
    const text = readFileSync(join(NVIDIA_CARDS, card, 'information'), 'utf8')
    return /^Model:\s*(.+)$/m.exec(text)?.[1] ?? 'NVIDIA GPU'
  })
}
