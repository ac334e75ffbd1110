import { z } from 'zod'
import { choice, flag } from './fields.ts'

export const engineSchema = z
  .strictObject({
    device: choice(['auto', 'cpu', 'gpu'], 'auto', {
      title: 'Device',
      description: 'auto: the GPU where there is one, else the CPU',
    }),
    engine: choice(['auto', 'tensorflow', 'wasm'], 'auto', {
      title: 'Engine',
      description: 'auto: TensorFlow where it is installed, else WebAssembly',
    }),
    compile: choice(['auto', 'always', 'never'], 'auto', {
      title: 'Compile the step',
      description:
        'Run each update, and evaluations, as one TensorFlow graph, on batches padded to a few shapes. auto: where the engine is TensorFlow and the run is long enough to earn back the seconds it costs; never: op by op',
      'x-labels': { auto: 'auto', always: 'always', never: 'never' },
    }),
    selfCheck: flag(true, {
      title: 'Check the compiled step',
      description: 'Compare the first call of each compiled function with an eager one',
      'x-when': { compile: ['auto', 'always'] },
    }),
    checkGradients: flag(true, {
      title: 'Check for NaN',
      description: 'End the run when the loss or the gradient norm is not finite',
    }),
  })
  .prefault({})
  .meta({ title: 'Engine' })

export type EngineConfiguration = z.output<typeof engineSchema>
