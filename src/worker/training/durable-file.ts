import { open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explained } from '../../shared/system-errors.ts'

const PARTIAL = '.partial'

/**
 * Writes a file so that its name only ever stands for the whole content, whatever dies when: under
 * another name first, flushed, renamed, and the folder flushed.
 *
 * @throws storage with the reason, such as a full disk
 */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const partial = path + PARTIAL
  try {
    await writeFlushed(partial, content)
    await rename(partial, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(partial, { force: true })
    throw explained(error, `the file ${path}`)
  }
}

/** Removes what an interrupted {@link writeDurably} left in the folder. */
export async function removePartialFiles(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (name.endsWith(PARTIAL)) await rm(join(folder, name), { force: true })
    }
  } catch (error) {
    throw explained(error, `the run's folder ${folder}`)
  }
}

async function writeFlushed(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // cannot open folders, and flushes renames itself
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
