// Set-up in clones of their own: real processes, the real cache of TensorFlow, broken machines.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cacheFolder, packageRoot } from '../scripts/setup/places.js'
import { chooseVariant } from '../scripts/setup/variants.js'

const NATIVE = join('node_modules', '@tensorflow', 'tfjs-node-gpu')
const KERNELS = join('src', 'worker', 'engine', 'kernels')
const variant = chooseVariant()
const cached = variant !== undefined && existsSync(join(cacheFolder(), variant.key))

let scratch: string
let clone: string
const started: ChildProcess[] = []

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'saccade-setup-'))
  clone = join(scratch, 'clone')
  makeClone()
})

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

/** A checkout as `npm ci` leaves it: the packages linked, tfjs-node-gpu a copy without library and binding. */
function makeClone(): void {
  cpSync(join(packageRoot, 'scripts'), join(clone, 'scripts'), { recursive: true })
  cpSync(join(packageRoot, 'package.json'), join(clone, 'package.json'))
  cpSync(join(packageRoot, KERNELS), join(clone, KERNELS), { recursive: true })
  const modules = join(packageRoot, 'node_modules')
  mkdirSync(join(clone, 'node_modules', '@tensorflow'), { recursive: true })
  const link = (name: string) => symlinkSync(join(modules, name), join(clone, 'node_modules', name))
  readdirSync(modules)
    .filter((name) => !name.startsWith('.') && name !== '@tensorflow')
    .forEach(link)
  readdirSync(join(modules, '@tensorflow'))
    .filter((name) => name !== 'tfjs-node-gpu')
    .forEach((name) => link(join('@tensorflow', name)))
  for (const part of ['package.json', 'binding', 'dist']) {
    cpSync(join(packageRoot, NATIVE, part), join(clone, NATIVE, part), { recursive: true })
  }
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs set-up in the clone; `path` empty means a machine without Python and compiler. */
function start(env: Record<string, string>, path: string): { child: ChildProcess; done: Promise<Outcome> } {
  const child = spawn(process.execPath, [join(clone, 'scripts', 'setup.js')], {
    env: { HOME: join(scratch, 'home'), PATH: path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const done = new Promise<Outcome>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return { child, done }
}

const recordSchema = z.object({
  kind: z.string(),
  why: z.string().optional(),
  fix: z.string().optional(),
  kernels: z.object({ why: z.string().optional(), size: z.number().optional() }).optional(),
})

function record(): z.infer<typeof recordSchema> {
  const text = readFileSync(join(clone, 'node_modules', '.saccade', 'engine.json'), 'utf8')
  return recordSchema.parse(JSON.parse(text))
}

describe('set-up', () => {
  it.skipIf(!variant)('falls back to WASM on a machine without tools, naming the command that mends it', async () => {
    const { code, stdout, stderr } = await start({ SACCADE_CACHE: join(scratch, 'cache') }, '').done
    expect(code).toBe(0)
    expect(stdout).toBe('Engine: WASM\n')
    expect(record().kind).toBe('wasm')
    expect(record().fix).toBeDefined()
    expect(stderr).toContain(record().fix)
  })

  it.skipIf(!variant)('tries again by itself once the lacking program has appeared', async () => {
    const cache = { SACCADE_CACHE: join(scratch, 'cache') }
    await start(cache, '').done
    const first = record().why
    // A compiler appears: the next obstacle is another one.
    const bin = join(scratch, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'c++'), '#!/bin/sh\nexit 1\n')
    chmodSync(join(bin, 'c++'), 0o755)
    await start(cache, bin).done
    expect(record().why).not.toBe(first)
  })

  it('installs or records nothing when WASM is asked for', async () => {
    const { code, stdout } = await start({ SACCADE_ENGINE: 'wasm', SACCADE_CACHE: join(scratch, 'cache') }, '').done
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Engine: WASM\n' })
    expect(existsSync(join(clone, 'node_modules', '.saccade'))).toBe(false)
    expect(existsSync(join(scratch, 'cache'))).toBe(false)
  })

  it.skipIf(!variant)('goes on after a set-up that was killed while downloading', async () => {
    const bin = join(scratch, 'bin')
    mkdirSync(bin)
    // pip that never ends, and says when it has begun.
    const begun = join(scratch, 'begun')
    writeFileSync(
      join(bin, 'python3'),
      `#!/bin/sh\necho $$ > '${begun}.part'\n/bin/mv '${begun}.part' '${begun}'\nexec /bin/sleep 60\n`,
    )
    writeFileSync(join(bin, 'c++'), '#!/bin/sh\nexit 1\n')
    for (const name of ['python3', 'c++']) chmodSync(join(bin, name), 0o755)
    const cache = join(scratch, 'cache')
    const first = start({ SACCADE_CACHE: cache }, bin)
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true)
    first.child.kill('SIGKILL')
    process.kill(Number(readFileSync(begun, 'utf8')))
    await new Promise((resolve) => first.child.on('exit', resolve))
    expect(existsSync(join(cache, 'setup.lock'))).toBe(true)

    const { code, stdout } = await start({ SACCADE_CACHE: cache }, '').done
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Engine: WASM\n' })
    expect(readdirSync(cache).filter((name) => name.startsWith('tmp-') || name.endsWith('.lock'))).toEqual([])
  })

  it.skipIf(!cached)('links TensorFlow from the cache without tools or network, also twice at once', async () => {
    const env = { SACCADE_CACHE: cacheFolder() }
    const outcomes = await Promise.all([start(env, '').done, start(env, '').done])
    for (const { code, stdout } of outcomes) {
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Engine: TensorFlow 2\./)
    }
    expect(record().kind).toBe('tensorflow')
    expect(readdirSync(join(clone, NATIVE, 'deps', 'lib')).filter((name) => name.includes('tmp'))).toEqual([])

    const again = await start(env, '').done
    expect(again.stderr).toBe('') // nothing to do, nothing to say
  })

  it.skipIf(!cached)('repairs a binding that was deleted', async () => {
    const env = { SACCADE_CACHE: cacheFolder() }
    await start(env, '').done
    const binding = join(clone, NATIVE, 'lib', 'napi-v8', 'tfjs_binding.node')
    rmSync(dirname(binding), { recursive: true })
    const { stdout } = await start(env, '').done
    expect(stdout).toMatch(/^Engine: TensorFlow/)
    expect(existsSync(binding)).toBe(true)
  })

  it.skipIf(!cached)('goes on without fused kernels that do not compile, until their sources are mended', async () => {
    const env = { SACCADE_CACHE: cacheFolder() }
    const library = join(clone, NATIVE, 'lib', 'napi-v8', 'saccade_kernels.node')
    await start(env, '').done
    expect(record().kernels?.size).toBeGreaterThan(0)
    expect(existsSync(library)).toBe(true)

    const source = join(clone, KERNELS, 'gru.cc')
    const sound = readFileSync(source)
    writeFileSync(source, 'int broken(')
    const bin = join(scratch, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'c++'), '#!/bin/sh\necho "gru.cc:1: error: this is broken"\nexit 1\n')
    chmodSync(join(bin, 'c++'), 0o755)
    const { stdout, stderr } = await start(env, bin).done
    expect(stdout).toMatch(/^Engine: TensorFlow/)
    expect(stderr).toContain('error: this is broken')
    expect(record().kernels?.why).toContain('error: this is broken')
    expect(existsSync(library)).toBe(false) // older ones would not suit the code that calls them

    writeFileSync(source, sound)
    await start(env, '').done
    expect(record().kernels?.why).toBeUndefined()
    expect(existsSync(library)).toBe(true)
  })
})
