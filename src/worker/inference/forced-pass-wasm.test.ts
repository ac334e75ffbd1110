// The same on the other engine.
process.env.SACCADE_ENGINE = 'wasm'
await import('./forced-pass.test.ts')
