// Loads the library of Saccade's own operations, which set-up compiled beside tfjs-node's binding.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { EngineDescription } from '../../shared/contract/trainer.ts'
import type { EngineRecord } from '../../shared/engine-record.ts'
import { registerFusedOperations } from './fused.ts'

const LIBRARY = ['lib', 'napi-v8', 'saccade_kernels.node'] as const

/** The version of kernels/module.cc that this code calls. */
const INTERFACE = 4
const librarySchema = z.object({ interface: z.number().optional(), tileUnits: z.boolean().optional() })

/**
 * Makes the fused operations usable, once TensorFlow is loaded; where they cannot be had models use compositions of
 * TensorFlow's operations, slower and equal up to rounding. `SACCADE_KERNELS=off` in the environment asks for those.
 * Never throws: the answer says why not, and the command that would help.
 */
export function loadKernels(gpu: boolean, record: EngineRecord | null): NonNullable<EngineDescription['kernels']> {
  if (gpu) return { used: false, why: 'They compute on the CPU, and a GPU is in use.', fix: '' }
  if (process.env.SACCADE_KERNELS === 'off') return { used: false, why: 'SACCADE_KERNELS=off is set.', fix: '' }
  const require = createRequire(import.meta.url)
  const folder = record?.native ?? dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const library = join(folder, ...LIBRARY)
  if (!existsSync(library)) {
    const told = record?.kernels
    return { used: false, why: told?.why || 'Set-up has not compiled them.', fix: told?.fix || 'npm run setup' }
  }
  try {
    const { interface: version, tileUnits = false } = librarySchema.parse(require(library))
    // Set-up has not run since the sources were exchanged; operations called otherwise than they are made would fail.
    if (version !== INTERFACE) return { used: false, why: 'They are of another version.', fix: 'npm run setup' }
    registerFusedOperations({ tileUnits })
    return { used: true, why: '', fix: '', tileUnits }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { used: false, why: `They do not load: ${reason}`, fix: 'npm run setup' }
  }
}
