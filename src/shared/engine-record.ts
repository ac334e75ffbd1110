import { z } from 'zod'

/**
 * What set-up leaves in `node_modules/.saccade/engine.json`: which engine it put in place, and why not a better one.
 * Written by `scripts/setup/engine.js`; read by the launcher of workers and by the engine loader.
 */
export const engineRecordSchema = z.object({
  kind: z.enum(['tensorflow', 'wasm']),
  build: z.enum(['tensorflow-gpu', 'tensorflow-cpu', 'stock', 'none']),
  /** Folders of CUDA's libraries, to be put on the loader's path before the worker starts. */
  libraryFolders: z.array(z.string()).default([]),
  /** The folder of TensorFlow and its binding, where that is not the npm package's: in the installed application. */
  native: z.string().optional(),
  why: z.string().default(''),
  fix: z.string().default(''),
  /** Saccade's own operations, compiled beside the binding; `why` tells what kept them from being there. */
  kernels: z.object({ why: z.string().default(''), fix: z.string().default('') }).optional(),
})

export type EngineRecord = z.infer<typeof engineRecordSchema>

/** Where set-up writes the record, from the root of a checkout; elsewhere SACCADE_ENGINE_RECORD is its path. */
export const ENGINE_RECORD_PATH = ['node_modules', '.saccade', 'engine.json'] as const
