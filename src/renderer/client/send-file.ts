import type { DatasetFile } from '../../shared/contract/datasets.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { HostClient } from './client.ts'

/** In bytes: a part is written before the next is asked for, so that other calls come in between. */
const PART = 4 * 1024 * 1024

/** Where a file lies that the window can tell of by its path; the window of a browser cannot. */
export function pathOf(file: File): string | null {
  return 'path' in file && typeof file.path === 'string' && file.path !== '' ? file.path : null
}

/** Hands a file over, part by part, and gives where the host keeps it. @throws bad-data, aborted and what the host throws */
export async function sendFile(
  { api }: Pick<HostClient, 'api'>,
  file: File,
  { onSent, signal }: { onSent: (bytes: number) => void; signal: AbortSignal },
): Promise<DatasetFile> {
  const { name, size } = file
  if (size === 0) throw new SaccadeError('bad-data', `${name} is empty, or a folder`)
  let token: string | undefined
  for (let at = 0; ; at += PART) {
    if (signal.aborted) throw new SaccadeError('aborted', `${name} was not handed over`)
    const content = new Uint8Array(await read(file, at))
    const last = at + PART >= size
    const part = await api.datasets.uploadPart({ ...(token !== undefined && { file: token }), name, content, last })
    token = part.file
    onSent(Math.min(size, at + PART))
    if (part.kept) return part.kept
  }
}

async function read(file: File, at: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(at, at + PART).arrayBuffer()
  } catch {
    throw new SaccadeError('bad-data', `${file.name} cannot be read any more`, {
      hint: 'It was changed, moved or deleted since it was dropped; a folder cannot be read either.',
    })
  }
}
