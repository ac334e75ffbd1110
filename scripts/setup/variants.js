// Which build of TensorFlow suits this machine. The one place that pins its version.
import { existsSync } from 'node:fs'
import process from 'node:process'

export const TENSORFLOW_VERSION = '2.21.0'

/**
 * @typedef {'tensorflow-gpu' | 'tensorflow-cpu' | 'wasm'} EngineChoice
 *
 * @typedef {object} Variant
 * @property {Exclude<EngineChoice, 'wasm'>} choice
 * @property {string} project        name on PyPI
 * @property {string} wheelPlatform  pip's platform tag
 * @property {string} key            name in the cache: version, platform, processor, build
 * @property {readonly string[]} libraries  file names inside the wheel's tensorflow folder
 * @property {boolean} cuda          CUDA's own libraries are wanted too
 */

/** @type {Record<string, Record<string, { project: string, wheelPlatform: string }>>} */
const WHEELS = {
  'linux-x64': {
    'tensorflow-cpu': { project: 'tensorflow-cpu', wheelPlatform: 'manylinux_2_27_x86_64' },
    'tensorflow-gpu': { project: 'tensorflow', wheelPlatform: 'manylinux_2_27_x86_64' },
  },
  'linux-arm64': {
    'tensorflow-cpu': { project: 'tensorflow', wheelPlatform: 'manylinux_2_27_aarch64' },
  },
  'darwin-arm64': {
    'tensorflow-cpu': { project: 'tensorflow', wheelPlatform: 'macosx_12_0_arm64' },
  },
}

/** True where an NVIDIA driver is loaded (not merely its tools installed); takes microseconds. */
export function hasNvidiaDriver() {
  return (
    existsSync('/proc/driver/nvidia/version') ||
    existsSync('/dev/nvidiactl') ||
    existsSync('/usr/lib/wsl/lib/libcuda.so.1')
  )
}

/**
 * The engine asked for by `SACCADE_ENGINE`, undefined when it is unset.
 * @param {NodeJS.ProcessEnv} env
 * @returns {EngineChoice | undefined}
 */
export function requestedEngine(env = process.env) {
  const asked = env.SACCADE_ENGINE
  if (!asked) return undefined
  if (asked === 'tensorflow-gpu' || asked === 'tensorflow-cpu' || asked === 'wasm') return asked
  throw new Error(`SACCADE_ENGINE is “${asked}”; it can be tensorflow-gpu, tensorflow-cpu or wasm.`)
}

/**
 * The build to install, or undefined where none exists for this platform.
 * @param {{ platform?: string, arch?: string, requested?: EngineChoice, nvidia?: boolean }} machine
 * @returns {Variant | undefined}
 */
export function chooseVariant({
  platform = process.platform,
  arch = process.arch,
  requested,
  nvidia = hasNvidiaDriver(),
} = {}) {
  if (requested === 'wasm') return undefined
  const wheels = WHEELS[`${platform}-${arch}`]
  if (!wheels) return undefined
  const wanted = requested ?? (nvidia ? 'tensorflow-gpu' : 'tensorflow-cpu')
  const choice = wheels[wanted] ? wanted : 'tensorflow-cpu'
  const wheel = wheels[choice]
  if (!wheel) return undefined
  const cuda = choice === 'tensorflow-gpu' && nvidia
  return {
    ...wheel,
    choice,
    cuda,
    key: `tensorflow-${TENSORFLOW_VERSION}-${platform}-${arch}-${choice.slice('tensorflow-'.length)}`,
    libraries:
      platform === 'darwin'
        ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
        : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  }
}
