import { createRequire } from 'node:module'
import { join } from 'node:path'
import util from 'node:util'
import type { EngineRecord } from '../../shared/engine-record.ts'
import { nativeBackend } from './backend.ts'

export type TensorflowAttempt =
  | { readonly ok: true; readonly version: string; readonly gpu: boolean }
  | { readonly ok: false; readonly reason: string }

/** Loads TensorFlow through tfjs-node and makes it the current backend. Its thread counts and devices come from the environment. */
export function loadTensorflow(record: EngineRecord | null): TensorflowAttempt {
  restoreOldUtilities()
  // node-pre-gyp, which finds the binding, reads the command line for options of its own.
  const { argv } = process
  process.argv = argv.slice(0, 2)
  try {
    const require = createRequire(import.meta.url)
    if (record?.native !== undefined) findBindingIn(record.native, require)
    require('@tensorflow/tfjs-node-gpu')
  } catch (error) {
    return { ok: false, reason: firstLine(error) }
  } finally {
    process.argv = argv
  }
  const backend = nativeBackend()
  if (!backend) {
    // Two copies of tfjs-core: tfjs-node would then compute in one, and our models live in the other.
    return { ok: false, reason: 'tfjs-node uses another copy of @tensorflow/tfjs-core than the models; run npm ci.' }
  }
  return { ok: true, version: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice }
}

/** Lets tfjs-node load its binding from another folder than its own, which an installed application cannot write to. */
function findBindingIn(folder: string, require: NodeJS.Require): void {
  const finder: unknown = createRequire(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))(
    '@mapbox/node-pre-gyp/lib/pre-binding.js',
  )
  Object.assign(Object(finder), { find: () => join(folder, 'lib', 'napi-v8', 'tfjs_binding.node') })
}

/** tfjs-node still calls two helpers that newer Node versions warn about (isArray) or removed (isNullOrUndefined). */
function restoreOldUtilities(): void {
  const old = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  }
  for (const [name, helper] of Object.entries(old)) {
    Object.defineProperty(util, name, { value: helper, configurable: true, writable: true })
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? text
}
