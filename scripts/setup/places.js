// Where things lie on this machine. Plain JavaScript: it runs before anything is built, on Node 20.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir, userInfo } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** True inside the installed application, whose files lie in an archive and whose folder nobody may write to. */
export const isInstalled = packageRoot.endsWith('.asar')

/** What somebody does who wants set-up to try again. */
export const SET_UP_AGAIN = isInstalled ? 'In the menu File, choose “Set Up TensorFlow Again”' : 'npm run setup'

/** Where set-up writes what belongs to this installation; a cache is shared with others. */
export const stateFolder = isInstalled
  ? join(cacheFolder(), `installed-${JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version}`)
  : join(packageRoot, 'node_modules', '.saccade')

/** Small facts that set-up leaves for the launchers and the engine loader. */
export const recordPath = join(stateFolder, 'engine.json')

/**
 * Folder for what can be fetched again, shared by all clones of a user.
 * `SACCADE_CACHE` overrides; without any home folder the clone keeps its own.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function cacheFolder(env = process.env) {
  if (env.SACCADE_CACHE) return resolve(env.SACCADE_CACHE)
  const home = homeFolder()
  if (process.platform === 'win32' && env.LOCALAPPDATA) {
    return join(env.LOCALAPPDATA, 'saccade', 'Cache')
  }
  if (process.platform !== 'darwin' && env.XDG_CACHE_HOME) {
    return join(env.XDG_CACHE_HOME, 'saccade')
  }
  if (!home)
    return isInstalled ? join(tmpdir(), 'saccade-cache') : join(packageRoot, 'node_modules', '.saccade', 'cache')
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'saccade')
  return join(home, '.cache', 'saccade')
}

function homeFolder() {
  const home = homedir()
  if (home) return home
  try {
    return userInfo().homedir
  } catch {
    return '' // a user id without an entry in the user database, as in some containers
  }
}

/**
 * Folder of an installed npm package, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
export function installedPackage(name) {
  const direct = join(packageRoot, 'node_modules', ...name.split('/'))
  if (existsSync(join(direct, 'package.json'))) return direct
  try {
    return dirname(createRequire(join(packageRoot, 'package.json')).resolve(`${name}/package.json`))
  } catch {
    return undefined
  }
}

export const NATIVE_PACKAGE = '@tensorflow/tfjs-node-gpu'

/**
 * Where TensorFlow and its binding are put: into the npm package, or where nobody may write to that beside the record.
 * Undefined where the package is not installed.
 * @returns {string | undefined}
 */
export function nativeFolder() {
  return isInstalled ? join(stateFolder, 'tensorflow') : installedPackage(NATIVE_PACKAGE)
}

/**
 * Folders with what set-up compiles and the headers for it. Compilers read no archive: an installed application has them
 * beside its own.
 */
export const SOURCES = isInstalled
  ? {
      binding: join(packageRoot, '..', 'native', 'binding'),
      kernels: join(packageRoot, '..', 'native', 'kernels'),
      headers: join(packageRoot, '..', 'native', 'headers'),
    }
  : {
      binding: join(installedPackage(NATIVE_PACKAGE) ?? '', 'binding'),
      kernels: join(packageRoot, 'src', 'worker', 'engine', 'kernels'),
      headers: join(installedPackage('node-api-headers') ?? '', 'include'),
    }

/**
 * First of the named programs that PATH holds, as a full path.
 * @param {readonly (string | undefined)[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const name of names) {
    if (!name) continue
    if (/[\\/]/.test(name)) {
      if (existsSync(name)) return name
      continue
    }
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending)
        if (existsSync(path)) return path
      }
    }
  }
  return undefined
}
