import fs from 'node:fs'
import path from 'node:path'
import { type Manifest, readManifest, writeManifest } from '../../data/folder/manifest.ts'
import { DROPPED_FILE } from '../../data/import/derive-pairs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'

/**
 * Tells the folder that takes a dataset's place what that one was made of and what it left out: the same pairs may come from
 * another file, which knows of neither. Where that cannot be read any more, it is told as the new folder has it.
 * @returns the new folder's manifest
 * @throws storage
 */
export function keepOrigin(before: string, made: string, manifest: Manifest): Manifest {
  const old = readable(before)
  if (!old) return manifest
  const { recipe, files, skipped } = old
  const [from, to] = [path.join(before, DROPPED_FILE), path.join(made, DROPPED_FILE)]
  explaining(`the dataset ${before}`, () => {
    if (fs.existsSync(from)) fs.copyFileSync(from, to)
    else if (!recipe.fixed) fs.rmSync(to, { force: true })
  })
  const kept = { ...manifest, recipe, files, skipped }
  writeManifest(made, kept)
  return kept
}

function readable(folder: string): Manifest | undefined {
  try {
    return readManifest(folder)
  } catch (error) {
    if (error instanceof SaccadeError) return undefined
    throw error
  }
}
