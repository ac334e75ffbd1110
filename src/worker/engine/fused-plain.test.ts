// The same on one thread and without the processor's tile units, where it has them.
process.env.TF_NUM_INTEROP_THREADS = '1'
process.env.SACCADE_AMX = 'off'
await import('./fused.test.ts')
