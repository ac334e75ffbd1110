// The same without Saccade's kernels, as on a GPU.
process.env.SACCADE_KERNELS = 'off'
await import('./compiled-inference.test.ts')
