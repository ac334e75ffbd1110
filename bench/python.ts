// Where PyTorch is.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createProgress } from '../scripts/setup/progress.js'
import { cacheFolder } from '../scripts/setup/places.js'
import { findPython, run } from '../scripts/setup/wheels.js'

type Build = 'cpu' | 'gpu'

const TORCH = '2.15.0'
const NUMPY = '2.4.6'
/** Reads and writes the weights of exported packages. */
const SAFETENSORS = '0.8.0'
/** PyTorch's builds without CUDA, a tenth of the size. Where it cannot be reached pip takes PyPI's build. */
const CPU_BUILDS = 'https://download.pytorch.org/whl/cpu'

/** The Python that has PyTorch, or why there is none; `script` is the npm script that would install it. */
export function findPytorch(
  device: Build,
  script: 'bench' | 'parity' = 'bench',
): { readonly python: string } | { readonly missing: string } {
  const chosen = process.env.SACCADE_BENCH_PYTHON
  if (chosen)
    return existsSync(chosen) ? { python: chosen } : { missing: `SACCADE_BENCH_PYTHON: there is no ${chosen}` }
  // The build for CUDA computes on the CPU as well.
  const builds = device === 'cpu' ? (['cpu', 'gpu'] as const) : (['gpu'] as const)
  const build = builds.find((each) => existsSync(completeMark(each)))
  if (build) return { python: environmentPython(build) }
  return { missing: `PyTorch is left out; \`npm run ${script} -- --with-pytorch\` installs it into the cache folder.` }
}

/**
 * Makes a virtual environment with PyTorch in the cache folder, unless it is there.
 * @throws when there is no Python 3 or pip fails, with pip's last words
 */
export async function installPytorch(device: Build): Promise<void> {
  const target = environmentPython(device)
  if (process.env.SACCADE_BENCH_PYTHON || existsSync(completeMark(device))) return
  const python = findPython()
  if (!python) throw new Error('There is no Python 3 on PATH to install PyTorch with.')
  const progress = createProgress()
  const folder = environmentFolder(device)
  progress.start(`Installing PyTorch ${TORCH} into ${folder}`)
  await must(python, ['-m', 'venv', '--clear', folder])
  const index = device === 'cpu' ? ['--extra-index-url', CPU_BUILDS, '--retries', '1', '--timeout', '20'] : []
  const requirements = [`torch==${TORCH}`, `numpy==${NUMPY}`, `safetensors==${SAFETENSORS}`]
  await must(target, ['-m', 'pip', 'install', '--disable-pip-version-check', ...index, ...requirements])
  writeFileSync(completeMark(device), '')
  progress.finish()
}

async function must(program: string, args: readonly string[]): Promise<void> {
  let output = ''
  const code = await run(program, args, {}, (text) => (output += text))
  if (code === 0) return
  const last = output.trim().split('\n').slice(-5).join('\n')
  throw new Error(`PyTorch could not be installed:\n${last}`)
}

function environmentFolder(build: Build): string {
  return join(cacheFolder(), `pytorch-${TORCH}-${build}`)
}

/** Is there once everything is installed: half an environment must not be taken for a whole one. */
function completeMark(build: Build): string {
  return join(environmentFolder(build), 'complete')
}

function environmentPython(build: Build): string {
  const folder = environmentFolder(build)
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}
