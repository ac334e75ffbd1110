// Compiles tfjs-node's own C++ binding against the TensorFlow library in the cache.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { SetupFailure } from './failure.js'
import { SOURCES, findProgram } from './places.js'
import { installCommand, run } from './wheels.js'

/** Node-API version the binding is built for; the folder node-pre-gyp looks in is named after it. */
export const NAPI_VERSION = 8

/** Full path of a C++ compiler, or undefined. */
export function findCompiler() {
  return findProgram([process.env.CXX, 'c++', 'g++', 'clang++'])
}

/** What to tell somebody who has no C++ compiler. */
export function compilerFailure() {
  const otherwise = process.platform === 'darwin' ? 'xcode-select --install' : 'install g++ or clang++'
  return new SetupFailure(
    'There is no C++ compiler, which builds the bridge between Node and TensorFlow.',
    installCommand('g++', otherwise),
    ['c++', 'g++', 'clang++'],
  )
}

/**
 * @param {{ include: string, libraries: string, output: string,
 *   progress: import('./progress.js').Progress }} request
 *   `libraries` holds libtensorflow and libtensorflow_framework under their link names
 */
export async function compileBinding({ include, libraries, output, progress }) {
  const compiler = findCompiler()
  if (!compiler) throw compilerFailure()
  if (!existsSync(SOURCES.headers)) {
    throw new SetupFailure('The npm package node-api-headers is not installed.', 'npm ci')
  }
  progress.start('Compiling the TensorFlow binding')
  const mac = process.platform === 'darwin'
  const origin = mac ? '@loader_path' : '$ORIGIN'
  let text = ''
  const code = await run(
    compiler,
    [
      '-O2',
      '-fPIC',
      '-shared',
      '-std=c++17',
      `-DNAPI_VERSION=${NAPI_VERSION}`,
      ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
      '-I',
      SOURCES.headers,
      '-I',
      include,
      '-I',
      SOURCES.binding,
      ...readdirSync(SOURCES.binding)
        .filter((name) => name.endsWith('.cc'))
        .sort()
        .map((name) => join(SOURCES.binding, name)),
      '-L',
      libraries,
      '-ltensorflow',
      '-ltensorflow_framework',
      // Found from <package>/lib/napi-v8, where the binding will lie.
      `-Wl,-rpath,${origin}/../../deps/lib`,
      '-o',
      output,
    ],
    {},
    (more) => (text += more),
  )
  if (code !== 0) {
    const reason = /(?:fatal )?error: .*/.exec(text)?.[0] ?? text.trim().split('\n').at(-1) ?? ''
    throw new SetupFailure(
      `The TensorFlow binding did not compile (${reason}).`,
      installCommand('g++', 'install g++ or clang++'),
    )
  }
  progress.finish()
}
