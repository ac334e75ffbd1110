import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'

/** A folder that goes away with the test that asked for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'saccade-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a file of the content into a folder of its own and gives its path. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** The thrown value as the error that it must be. */
export function asSaccadeError(error: unknown): SaccadeError {
  if (error instanceof SaccadeError) return error
  throw error
}

/** `expect.stringContaining` with a type, for use inside expected objects. */
export function containing(part: string): unknown {
  return expect.stringContaining(part)
}
