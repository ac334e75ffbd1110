// Puts a current TensorFlow under @tensorflow/tfjs-node-gpu, once per machine and clone.
// Never fails: where something lacks, the record says why and what mends it, and WASM is used.
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { NAPI_VERSION, compileBinding, compilerFailure, findCompiler } from './binding.js'
import { SetupFailure } from './failure.js'
import { installKernels, kernelsAreCurrent } from './kernels.js'
import { withLock } from './lock.js'
import { nodeProgram } from './node-program.js'
import {
  NATIVE_PACKAGE,
  SET_UP_AGAIN,
  cacheFolder,
  findProgram,
  installedPackage,
  isInstalled,
  nativeFolder,
  packageRoot,
  recordPath,
  stateFolder,
} from './places.js'
import { TENSORFLOW_VERSION, chooseVariant, requestedEngine } from './variants.js'
import { downloadWheel, extraRequirements, extractMembers, findPython, installCommand, run } from './wheels.js'

const RECORD_FORMAT = 1
// Where the binding lies in the folder of TensorFlow, and the libraries it looks for.
const BINDING = ['lib', `napi-v${NAPI_VERSION}`, 'tfjs_binding.node']
const LIBRARIES = ['deps', 'lib']
// Enough of the headers for the C interface that the binding uses.
const HEADERS = 'tensorflow/include/(tensorflow/c/|tensorflow/core/platform/|tsl/|xla/tsl/)'

/**
 * What set-up leaves in node_modules/.saccade/engine.json for launchers and the engine loader.
 * @typedef {object} EngineRecord
 * @property {number} format
 * @property {'tensorflow' | 'wasm'} kind
 * @property {string} wanted           what this record is an answer to; another wish asks for another set-up
 * @property {'tensorflow-gpu' | 'tensorflow-cpu' | 'stock' | 'none'} build
 * @property {string} [version]        TensorFlow's own version, as its library reports it
 * @property {string[]} libraryFolders CUDA's libraries, for LD_LIBRARY_PATH
 * @property {{ path: string, size: number }[]} files   files that must be there, relative to the clone or absolute
 * @property {string} [native]         the folder of TensorFlow, where that is not the npm package's
 * @property {string} [why]            why nothing better was installed
 * @property {string} [fix]            the command that would get it
 * @property {string[]} [missing]      programs whose appearance makes another try worth while
 * @property {import('./kernels.js').KernelRecord} [kernels]  of our own operations, where TensorFlow is ours
 */

/** @returns {EngineRecord | undefined} */
export function readRecord() {
  try {
    const record = JSON.parse(readFileSync(recordPath, 'utf8'))
    return record.format === RECORD_FORMAT ? record : undefined
  } catch {
    return undefined
  }
}

/**
 * The record if it still answers the present wish, undefined if set-up has work to do. Costs a few file look-ups.
 * @param {NodeJS.ProcessEnv} env
 */
export function currentRecord(env = process.env) {
  const record = readRecord()
  if (!record || record.wanted !== wish(env)) return undefined
  const whole = record.files.every(({ path, size }) => {
    return statSync(resolve(packageRoot, path), { throwIfNoEntry: false })?.size === size
  })
  // CUDA's libraries stay in the cache, which somebody may have emptied.
  if (!whole || !record.libraryFolders.every((folder) => existsSync(folder))) return undefined
  if (record.missing?.length && findProgram(record.missing)) return undefined
  return record
}

/** @param {NodeJS.ProcessEnv} env */
function wish(env) {
  const requested = requestedEngine(env)
  const variant = chooseVariant({ requested })
  const native = existsSync(join(packageRoot, 'node_modules', ...NATIVE_PACKAGE.split('/')))
  return [variant?.key ?? 'none', variant?.cuda ? 'cuda' : 'plain', native ? 'native' : 'no package'].join(' ')
}

/**
 * Installs the engine that suits this machine, or finds it installed.
 * With `SACCADE_ENGINE=wasm` nothing is installed or recorded.
 * @param {{ progress: import('./progress.js').Progress, force?: boolean, env?: NodeJS.ProcessEnv,
 *   runTrial?: RunTrial }} options
 *   `force` tries again what failed before; `runTrial` runs a script of set-up as a program
 * @returns {Promise<EngineRecord>}
 */
export async function ensureEngine({ progress, force = false, env = process.env, runTrial = runNode }) {
  const attempt = createAttempt(runTrial)
  const wanted = wish(env)
  if (requestedEngine(env) === 'wasm') return wasmRecord(wanted, {})
  const current = currentRecord(env)
  const again = force && (current?.why || current?.kernels?.why)
  if (current && !again && hasKernels(current)) return current
  const engine = current && !again ? current : await installOrExplain(wanted, env, progress, attempt)
  const record = await withKernels(engine, env, progress, attempt)
  writeAtomically(recordPath, `${JSON.stringify(record, null, 2)}\n`)
  if (record.kernels?.why) {
    progress.say(`${record.kernels.why} Saccade trains slower without them.`)
    if (record.kernels.fix) progress.say(`To mend it: ${record.kernels.fix}`)
  }
  if (record.why) {
    progress.say(record.why)
    if (record.kind === 'wasm') progress.say('Saccade runs on its slower WASM engine for now.')
    if (record.fix) progress.say(`To mend it: ${record.fix}`)
  }
  return record
}

/**
 * True if nothing is to be done for the fused kernels: they are there, or known not to be possible.
 * @param {EngineRecord} record
 */
function hasKernels(record) {
  return !isOurs(record) || kernelsAreCurrent(record.kernels)
}

/**
 * True where the library is the one whose headers are in the cache.
 * @param {EngineRecord} record
 */
function isOurs({ build }) {
  return build === 'tensorflow-cpu' || build === 'tensorflow-gpu'
}

/**
 * @param {EngineRecord} record
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.js').Progress} progress
 * @param {Attempt} attempt
 * @returns {Promise<EngineRecord>} the record with what became of the kernels
 */
async function withKernels(record, env, progress, attempt) {
  const variant = chooseVariant({ requested: requestedEngine(env) })
  if (!variant || !isOurs(record)) return record
  const cache = cacheFolder(env)
  mkdirSync(cache, { recursive: true })
  const kernels = await withLock(
    join(cache, 'setup.lock'),
    () =>
      installKernels({
        home: join(cache, variant.key),
        place,
        attempt: (library) => attempt(record.libraryFolders, library),
        progress,
      }),
    () => progress.say('Another set-up is at work; waiting for it.'),
  )
  return { ...record, kernels }
}

/**
 * @param {string} wanted
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.js').Progress} progress
 * @param {Attempt} attempt
 * @returns {Promise<EngineRecord>}
 */
async function installOrExplain(wanted, env, progress, attempt) {
  try {
    const cache = cacheFolder(env)
    return await withLock(
      join(cache, 'setup.lock'),
      () => install(wanted, cache, env, progress, attempt),
      () => progress.say('Another set-up is at work; waiting for it.'),
    )
  } catch (error) {
    progress.finish('failed')
    const failure = asFailure(error)
    return (
      (await stockRecord(wanted, attempt)) ??
      wasmRecord(wanted, { why: failure.message, fix: failure.fix, missing: [...failure.missing] })
    )
  }
}

/** @param {unknown} error */
function asFailure(error) {
  if (error instanceof SetupFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  return new SetupFailure(`TensorFlow could not be installed (${message}).`, SET_UP_AGAIN)
}

/**
 * @param {string} wanted
 * @param {string} cache
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.js').Progress} progress
 * @param {Attempt} attempt
 * @returns {Promise<EngineRecord>}
 */
async function install(wanted, cache, env, progress, attempt) {
  const native = installedPackage(NATIVE_PACKAGE)
  const folder = nativeFolder()
  if (!native || !folder) throw new SetupFailure(`The npm package ${NATIVE_PACKAGE} is not installed.`, 'npm ci')
  const variant = chooseVariant({ requested: requestedEngine(env) })
  if (!variant) {
    throw new SetupFailure(`There is no current TensorFlow library for ${process.platform} on ${process.arch}.`, '')
  }
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    // We hold the lock, so whatever is temporary belongs to a set-up that was killed.
    if (name.startsWith('tmp-')) rmSync(join(cache, name), { recursive: true, force: true })
  }
  const home = join(cache, variant.key)
  const tfjsVersion = JSON.parse(readFileSync(join(native, 'package.json'), 'utf8')).version
  const binding = join(home, `tfjs_binding-${tfjsVersion}-napi${NAPI_VERSION}.node`)
  if (!existsSync(binding) && !findCompiler()) throw compilerFailure()

  const cudaProblem = await fillCache({ variant, cache, home, progress })
  if (!existsSync(binding)) {
    const output = join(cache, `tmp-binding-${process.pid}`)
    await compileBinding({
      include: join(home, 'include'),
      libraries: join(home, 'lib'),
      output,
      progress,
    })
    renameSync(output, binding)
  }

  const target = join(folder, ...LIBRARIES)
  const module = join(folder, ...BINDING)
  const files = [module]
  for (const library of variant.libraries) {
    place(join(home, 'lib', library), join(target, library))
    files.push(join(target, library))
    place(join(home, 'lib', library), join(target, linkName(library)))
  }
  place(binding, module)

  const libraryFolders = cudaFolders(home)
  progress.start('Trying TensorFlow')
  const version = await attempt(libraryFolders)
  progress.finish(`TensorFlow ${version}`)
  return {
    format: RECORD_FORMAT,
    kind: 'tensorflow',
    wanted,
    build: variant.choice,
    version,
    libraryFolders,
    files: files.map((path) => ({
      path: isInstalled ? path : relative(packageRoot, path),
      size: statSync(path).size,
    })),
    ...(isInstalled ? { native: folder } : {}),
    ...(cudaProblem ? { why: cudaProblem.message, fix: cudaProblem.fix } : {}),
  }
}

/**
 * Downloads and unpacks into the cache what is not there yet.
 * @param {{ variant: import('./variants.js').Variant, cache: string, home: string,
 *   progress: import('./progress.js').Progress }} request
 * @returns {Promise<SetupFailure | undefined>} why CUDA's libraries are lacking, if they are
 */
async function fillCache({ variant, cache, home, progress }) {
  const cudaList = join(home, 'cuda-requirements.json')
  if (!existsSync(home)) {
    const python = findPython()
    if (!python) {
      throw new SetupFailure(
        'There is no Python 3, whose pip fetches the TensorFlow library.',
        installCommand('python3-pip', 'install Python 3 with pip'),
        ['python3', 'python'],
      )
    }
    const downloads = join(cache, 'downloads', variant.key)
    const wheel = await downloadWheel({
      python,
      requirement: `${variant.project}==${TENSORFLOW_VERSION}`,
      selectors: ['--python-version', '3.12', '--implementation', 'cp', '--platform', variant.wheelPlatform],
      folder: downloads,
      scratch: join(cache, `tmp-pip-${process.pid}`),
      progress,
    })
    const fresh = join(cache, `tmp-${variant.key}-${process.pid}`)
    await extractMembers({
      python,
      wheel,
      target: fresh,
      pattern: `(${HEADERS}|tensorflow/THIRD_PARTY_NOTICES|tensorflow/(${variant.libraries.map(escapePattern).join('|')})$)`,
      strip: 'tensorflow/',
      label: 'Unpacking TensorFlow',
      progress,
    })
    mkdirSync(join(fresh, 'lib'))
    for (const library of variant.libraries) {
      renameSync(join(fresh, library), join(fresh, 'lib', library))
      symlinkSync(library, join(fresh, 'lib', linkName(library)))
    }
    const requirements = variant.choice === 'tensorflow-gpu' ? await extraRequirements(python, wheel, 'and-cuda') : []
    writeFileSync(join(fresh, 'cuda-requirements.json'), JSON.stringify(requirements))
    renameSync(fresh, home)
    rmSync(downloads, { recursive: true, force: true })
  }
  if (!variant.cuda || existsSync(join(home, 'cuda'))) return undefined
  try {
    await fetchCuda(JSON.parse(readFileSync(cudaList, 'utf8')), cache, home, progress)
    return undefined
  } catch (error) {
    progress.finish('failed')
    const failure = asFailure(error)
    return new SetupFailure(`The GPU is not used: ${failure.message}`, failure.fix)
  }
}

/**
 * @param {readonly string[]} requirements
 * @param {string} cache
 * @param {string} home
 * @param {import('./progress.js').Progress} progress
 */
async function fetchCuda(requirements, cache, home, progress) {
  const python = findPython()
  if (!python) throw new SetupFailure('There is no Python 3 to fetch CUDA with.', SET_UP_AGAIN)
  const fresh = join(cache, `tmp-cuda-${process.pid}`)
  for (const requirement of requirements) {
    const downloads = join(cache, 'downloads', 'cuda', requirement.replace(/[^\w.-]+/g, '_'))
    const wheel = await downloadWheel({
      python,
      requirement,
      selectors: [], // tagged for any Python 3 on this platform
      folder: downloads,
      scratch: join(cache, `tmp-pip-${process.pid}`),
      progress,
    })
    await extractMembers({
      python,
      wheel,
      target: fresh,
      pattern: 'nvidia/[^/]+/(lib/|bin/ptxas|nvvm/libdevice/)',
      strip: 'nvidia/',
      label: `Unpacking ${requirement}`,
      progress,
    })
    rmSync(wheel, { force: true })
  }
  rmSync(join(cache, 'downloads', 'cuda'), { recursive: true, force: true })
  renameSync(fresh, join(home, 'cuda'))
}

/** @param {string} home */
function cudaFolders(home) {
  const cuda = join(home, 'cuda')
  if (!existsSync(cuda)) return []
  return readdirSync(cuda)
    .sort()
    .map((name) => join(cuda, name, 'lib'))
    .filter((path) => existsSync(path))
}

/**
 * Name under which the linker looks for a library: libtensorflow_cc.so.2 → libtensorflow.so.
 * @param {string} library
 */
function linkName(library) {
  return library
    .replace('_cc', '')
    .replace(/\.so\.\d+$/, '.so')
    .replace(/\.\d+\.dylib$/, '.dylib')
}

/** @param {string} text */
function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * Makes `path` the same file as `source`: a hard link, so that it outlives the cache; on another
 * file system a symbolic one. Replaces atomically, so that a running worker keeps its library.
 * @param {string} source
 * @param {string} path
 */
function place(source, path) {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.tmp-${process.pid}`
  rmSync(aside, { force: true })
  try {
    linkSync(source, aside)
  } catch {
    symlinkSync(source, aside)
  }
  // rename() does nothing where both names are one file already, and would leave the temporary one.
  rmSync(path, { force: true })
  renameSync(aside, path)
}

/**
 * Runs a script of set-up as a program and answers with its exit code; both of its outputs go to `onText`.
 * @typedef {(script: string, args: readonly string[], env: Record<string, string>,
 *   onText: (text: string) => void) => Promise<number>} RunTrial
 *
 * Loads TensorFlow in a process of its own, as the worker will, and our own operations where they are named. Answers with
 * TensorFlow's version, and throws what keeps it from loading.
 * @typedef {(libraryFolders: readonly string[], kernels?: string) => Promise<string>} Attempt
 */

/** @type {RunTrial} */
function runNode(script, args, env, onText) {
  return run(nodeProgram() ?? process.execPath, [script, ...args], env, onText)
}

/**
 * @param {RunTrial} runTrial
 * @returns {Attempt}
 */
function createAttempt(runTrial) {
  return async (libraryFolders, kernels) => {
    const library = [...libraryFolders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
    let output = ''
    const code = await runTrial(
      join(packageRoot, 'scripts', 'setup', 'try-native.cjs'),
      [isInstalled ? join(stateFolder, 'tensorflow', ...BINDING) : '', kernels ?? ''],
      { TF_CPP_MIN_LOG_LEVEL: '2', ...(library ? { LD_LIBRARY_PATH: library } : {}) },
      (text) => (output += text),
    )
    const version = /^tensorflow (\S+)$/m.exec(output)?.[1]
    if (code === 0 && version) return version
    const reason = /^.*(?:Error|error|GLIBC|Illegal).*$/m.exec(output)?.[0]?.trim() ?? `exit code ${code}`
    throw new SetupFailure(`TensorFlow does not load on this machine (${reason}).`, SET_UP_AGAIN)
  }
}

/**
 * What the package's own install script left, where it could run (Windows, older npm).
 * @param {string} wanted
 * @param {Attempt} attempt
 * @returns {Promise<EngineRecord | undefined>}
 */
async function stockRecord(wanted, attempt) {
  const native = installedPackage(NATIVE_PACKAGE)
  if (isInstalled || !native || !existsSync(join(native, 'lib'))) return undefined
  try {
    const version = await attempt([])
    return {
      format: RECORD_FORMAT,
      kind: 'tensorflow',
      wanted,
      build: 'stock',
      version,
      libraryFolders: [],
      files: [],
    }
  } catch {
    return undefined // the failure that led here is the one worth telling
  }
}

/**
 * @param {string} wanted
 * @param {{ why?: string, fix?: string, missing?: string[] }} reason
 * @returns {EngineRecord}
 */
function wasmRecord(wanted, reason) {
  return {
    format: RECORD_FORMAT,
    kind: 'wasm',
    wanted,
    build: 'none',
    libraryFolders: [],
    files: [],
    ...reason,
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
function writeAtomically(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.tmp-${process.pid}`
  writeFileSync(aside, text)
  renameSync(aside, path)
}
