// What must be there before anything of ours runs: Node 24, the engine, an up-to-date build.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { staleParts } from '../build/fingerprint.js'
import { ensureEngine } from './engine.js'
import { withLock } from './lock.js'
import { nodeProgram } from './node-program.js'
import { packageRoot } from './places.js'
import { createProgress } from './progress.js'

/**
 * Prepares what is missing, with progress on standard error; costs some milliseconds when nothing is.
 * @param {{ parts: readonly import('../build/fingerprint.js').Part[] }} options which parts of the build are needed
 * @returns {Promise<string>} path of Node 24
 */
export async function prepare({ parts }) {
  const node = requireNode()
  const progress = createProgress()
  // The build needs a processor, the engine for the most part the network: the first start does both at once.
  const building = build(node, parts).then(
    (output) => ({ output }),
    (error) => ({ error }),
  )
  await ensureEngine({ progress })
  if (staleParts(parts).length > 0) progress.start('Building Saccade')
  const built = await building
  progress.finish()
  if ('error' in built) throw built.error
  if (built.output) process.stderr.write(built.output)
  return node
}

/**
 * Builds what is stale, one process at a time.
 * @param {string} node
 * @param {readonly import('../build/fingerprint.js').Part[]} parts
 * @returns {Promise<string>} what the build printed
 */
async function build(node, parts) {
  if (staleParts(parts).length === 0) return ''
  return withLock(join(packageRoot, 'node_modules', '.saccade', 'build.lock'), async () => {
    const stale = staleParts(parts) // somebody else may have built it while we waited
    return stale.length === 0 ? '' : runBuild(node, stale)
  })
}

function requireNode() {
  const node = nodeProgram()
  if (node) return node
  throw new Error(
    'Node 24, which comes as the npm package “node”, is not installed. Run `npm ci` in the folder of Saccade, with install scripts allowed.',
  )
}

/**
 * @param {string} node
 * @param {readonly string[]} parts
 * @returns {Promise<string>} what the build printed
 */
function runBuild(node, parts) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(packageRoot, 'scripts', 'build', 'run.ts'), ...parts], {
      cwd: packageRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`The build failed.\n${output}`))
    })
  })
}
