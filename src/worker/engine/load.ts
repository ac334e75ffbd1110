import * as tf from '@tensorflow/tfjs-core'
import type { EngineDescription } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { describeTensorflow, describeWasm, readEngineRecord } from './describe.ts'
import { loadKernels } from './kernels.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'

export interface EngineRequest {
  readonly engine: 'auto' | 'tensorflow' | 'wasm'
  readonly device: 'auto' | 'cpu' | 'gpu'
}

/** The engine of this process. Model code imports its functions from `@tensorflow/tfjs-core`, which is `tf`. */
export interface Engine {
  readonly kind: 'tensorflow' | 'wasm'
  readonly tf: typeof tf
  readonly description: EngineDescription
}

let loaded: Promise<Engine> | undefined

/**
 * Loads the engine, once per process: TensorFlow where set-up installed it, else WASM. Later calls answer with the one
 * that is loaded. `SACCADE_ENGINE=wasm` in the environment counts as asking for WASM where `auto` is asked.
 * Throws `engine`, with the command that mends it, when the engine or device asked for by name cannot be had.
 */
export async function loadEngine(request: EngineRequest = { engine: 'auto', device: 'auto' }): Promise<Engine> {
  loaded ??= load(request)
  const engine = await loaded
  if (request.engine !== 'auto' && request.engine !== engine.kind) {
    throw new SaccadeError('engine', `This process runs on ${engine.kind}; ${request.engine} needs one of its own.`)
  }
  if (request.device === 'gpu' && engine.description.device !== 'gpu') {
    throw new SaccadeError('engine', 'This process computes on the CPU; a GPU needs one of its own.')
  }
  return engine
}

async function load({ engine, device }: EngineRequest): Promise<Engine> {
  const record = readEngineRecord()
  const wantsWasm = engine === 'wasm' || (engine === 'auto' && process.env.SACCADE_ENGINE === 'wasm')
  let problem = ''
  if (!wantsWasm) {
    const attempt = loadTensorflow(record)
    if (attempt.ok) {
      if (device === 'gpu' && !attempt.gpu) {
        const fix = record?.fix ?? ''
        throw new SaccadeError('engine', 'TensorFlow found no GPU that it can use.', { hint: gpuHint(fix) })
      }
      tf.enableProdMode()
      const kernels = loadKernels(attempt.gpu, record)
      return { kind: 'tensorflow', tf, description: { ...describeTensorflow(attempt, device, record), kernels } }
    }
    problem = (record?.kind === 'wasm' && record.why) || attempt.reason
    if (engine === 'tensorflow') {
      const hint = `To mend it: ${record?.fix || 'npm run setup'}`
      throw new SaccadeError('engine', `TensorFlow could not be loaded: ${attempt.reason}`, { hint })
    }
  }
  if (device === 'gpu') {
    throw new SaccadeError('engine', 'The WASM engine has no GPU.', { hint: 'Choose the device cpu or auto.' })
  }
  const { version } = await loadWasm()
  tf.enableProdMode()
  return { kind: 'wasm', tf, description: describeWasm(version, wantsWasm, problem, record) }
}

function gpuHint(fix: string): string {
  return fix ? `To mend it: ${fix}` : 'Choose the device cpu or auto, or look at `saccade doctor`.'
}
