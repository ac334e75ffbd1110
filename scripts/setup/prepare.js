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
  await ensureEngine({ progress })
  if (staleParts(parts).length === 0) return node
  await withLock(
    join(packageRoot, 'node_modules', '.saccade', 'build.lock'),
    async () => {
      const stale = staleParts(parts) // somebody else may have built it while we waited
      if (stale.length === 0) return
      progress.start('Building Saccade')
      const output = await runBuild(node, stale)
      progress.finish()
      if (output) process.stderr.write(output)
    },
    () => progress.say('Another build is at work; waiting for it.'),
  )
  return node
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
    const child = spawn(node, [join(packageRoot, 'scripts', 'build.ts'), ...parts], {
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
