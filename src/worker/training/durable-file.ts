import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { SaccadeError } from '../../shared/errors.ts'

const PARTIAL = '.partial'

/**
 * Writes a file so that its name only ever stands for the whole content, whatever dies when: under
 * another name first, flushed, renamed, and the folder flushed.
 *
 * @throws storage when the disk is full or the folder cannot be written
 */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const partial = path + PARTIAL
  try {
    await writeFlushed(partial, content)
    await rename(partial, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(partial, { force: true })
    throw describeFailure(path, error)
  }
}

/** Removes what an interrupted {@link writeDurably} left in the folder. */
export async function removePartialFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(PARTIAL)) await rm(join(folder, name), { force: true })
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

function describeFailure(path: string, error: unknown): SaccadeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  const reason = full ? 'the disk is full' : error instanceof Error ? error.message : String(error)
  return new SaccadeError('storage', `The file ${basename(path)} could not be written to ${dirname(path)}: ${reason}`, {
    hint: full
      ? 'Free some space, then resume the run; it goes on from its last checkpoint.'
      : 'Make the folder writable, then resume the run; it goes on from its last checkpoint.',
    cause: error,
  })
}
