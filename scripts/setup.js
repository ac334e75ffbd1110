// npm run setup: prepares the engine, trying again what failed before.
import process from 'node:process'
import { forgetElectronFailure } from './setup/electron.js'
import { ensureEngine } from './setup/engine.js'
import { createProgress } from './setup/progress.js'

forgetElectronFailure()
const record = await ensureEngine({
  progress: createProgress(),
  force: process.argv.includes('--again'),
})
console.log(record.kind === 'tensorflow' ? `Engine: TensorFlow ${record.version} (${record.build})` : 'Engine: WASM')
