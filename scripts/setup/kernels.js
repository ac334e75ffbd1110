// Compiles Saccade's own operations for TensorFlow and puts them beside the binding. Never fails: without them
// models compose TensorFlow's operations, slower, and the record says why they are lacking.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { NAPI_VERSION, findCompiler } from './binding.js'
import { SET_UP_AGAIN, SOURCES, findProgram, nativeFolder } from './places.js'
import { installCommand, run } from './wheels.js'

const NAME = 'saccade_kernels'
const COMPILERS = ['c++', 'g++', 'clang++']

// Never -ffast-math: a library linked with it changes how the whole process rounds small numbers.
// IS_SLIM_BUILD keeps out a header that the wheel lacks.
const FLAGS = ['-fPIC', '-shared', '-std=c++17', `-DNAPI_VERSION=${NAPI_VERSION}`, '-DIS_SLIM_BUILD']
const FAST = ['-O3', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast', '-fopenmp-simd']
/** For a compiler that does not know all of the above, or not the kernels' choice of instruction sets. */
const PLAIN = ['-O2', '-DSACCADE_ONE_TARGET']

/**
 * What became of the kernels.
 * @typedef {object} KernelRecord
 * @property {string} digest     of the sources and flags that this is about
 * @property {number} [size]     of the library beside the binding; absent where there is none
 * @property {string} [why]      why there is none
 * @property {string} [fix]      the command that would get them
 * @property {string[]} [missing] programs whose appearance makes another try worth while
 */

/** Digest of what the kernels are made from; under a millisecond. Empty in an installation without their sources. */
export function kernelDigest() {
  if (!existsSync(SOURCES.kernels)) return ''
  const digest = createHash('sha256').update(JSON.stringify([FLAGS, FAST, PLAIN]))
  for (const name of sources(/\.(cc|h)$/)) digest.update(name).update(readFileSync(join(SOURCES.kernels, name)))
  return digest.digest('hex').slice(0, 16)
}

/**
 * True if `kernels` is about the present sources, and what it tells of is still so.
 * @param {KernelRecord | undefined} kernels
 */
export function kernelsAreCurrent(kernels) {
  if (!kernels || kernels.digest !== kernelDigest()) return false
  if (kernels.missing?.length && findProgram(kernels.missing)) return false
  return kernels.size === undefined || kernels.size === sizeOf(libraryPath())
}

/**
 * Puts the kernels in place, compiled or from the cache. The caller holds the lock of set-up.
 * @param {{ home: string, place: (source: string, path: string) => void,
 *   attempt: (library: string) => Promise<unknown>, progress: import('./progress.js').Progress }} request
 *   `home` is the folder of this TensorFlow in the cache, with its `include` and `lib`;
 *   `attempt` computes with the library in a process of its own, and throws where that fails
 * @returns {Promise<KernelRecord>}
 */
export async function installKernels({ home, place, attempt, progress }) {
  const digest = kernelDigest()
  const path = libraryPath()
  if (!path || !digest) return { digest, why: 'The sources of the fused kernels are not installed.', fix: '' }
  const cached = join(home, `${NAME}-${digest}.node`)
  if (!existsSync(cached)) {
    const failure = await compile(home, cached, progress)
    if (failure) {
      rmSync(path, { force: true }) // older kernels would not suit the code that calls them
      return { digest, ...failure }
    }
  }
  place(cached, path)
  try {
    await attempt(path)
  } catch (error) {
    rmSync(path, { force: true })
    rmSync(cached, { force: true }) // so that another try compiles them again
    return {
      digest,
      why: `The fused kernels fail: ${error instanceof Error ? error.message : error}`,
      fix: SET_UP_AGAIN,
    }
  }
  return { digest, size: sizeOf(path) }
}

/**
 * @param {string} home
 * @param {string} output
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Omit<KernelRecord, 'digest'> | undefined>} why it failed, if it did
 */
async function compile(home, output, progress) {
  const compiler = findCompiler()
  if (!compiler) {
    const otherwise = process.platform === 'darwin' ? 'xcode-select --install' : 'install g++ or clang++'
    return {
      why: 'There is no C++ compiler for the fused kernels.',
      fix: installCommand('g++', otherwise),
      missing: COMPILERS,
    }
  }
  if (!existsSync(SOURCES.headers)) return { why: 'The npm package node-api-headers is not installed.', fix: 'npm ci' }
  if (!existsSync(join(home, 'include')))
    return { why: 'TensorFlow’s headers are not in the cache.', fix: SET_UP_AGAIN }
  progress.start('Compiling the fused kernels')
  const aside = `${output}.tmp-${process.pid}`
  const mac = process.platform === 'darwin'
  let text = ''
  for (const optimised of [FAST, PLAIN]) {
    const code = await run(
      compiler,
      [
        ...optimised,
        ...FLAGS,
        ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
        ...['-I', SOURCES.headers, '-I', join(home, 'include')],
        ...sources(/\.cc$/).map((name) => join(SOURCES.kernels, name)),
        ...['-L', join(home, 'lib'), '-ltensorflow', '-ltensorflow_framework'],
        // Found from <package>/lib/napi-v8, where the library will lie; the binding has loaded them by then.
        `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`,
        ...['-o', aside],
      ],
      {},
      (more) => (text += more),
    )
    if (code === 0) {
      renameSync(aside, output)
      progress.finish()
      return undefined
    }
  }
  rmSync(aside, { force: true })
  progress.finish('failed')
  const reason = /(?:fatal )?error: .*/.exec(text)?.[0] ?? text.trim().split('\n').at(-1) ?? ''
  return {
    why: `The fused kernels did not compile (${reason}).`,
    fix: installCommand('g++', 'install g++ or clang++'),
  }
}

/** @param {RegExp} pattern */
function sources(pattern) {
  return readdirSync(SOURCES.kernels)
    .filter((name) => pattern.test(name))
    .sort()
}

/** Where the engine looks for the kernels; undefined without tfjs-node. */
function libraryPath() {
  const native = nativeFolder()
  return native && join(native, 'lib', `napi-v${NAPI_VERSION}`, `${NAME}.node`)
}

/** @param {string | undefined} path */
function sizeOf(path) {
  return path ? statSync(path, { throwIfNoEntry: false })?.size : undefined
}
