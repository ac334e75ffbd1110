import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { PreparedBundle } from '../../shared/contract/bundles.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import type { RunStore } from '../runs/run-store.ts'
import { type ExportHelp, type ExportWish, writeBundle } from './export-bundle.ts'

const PIECE_BYTES = 1 << 20
/** After so long without a call for it a bundle is deleted: its window went away. */
const KEPT_MS = 10 * 60_000

export interface PreparedBundles {
  /** @throws not-found, bad-usage, storage, aborted */
  make(wish: Omit<ExportWish, 'path'>, help: ExportHelp): Promise<PreparedBundle>
  /** @throws not-found */
  piece(file: string, offset: number): Promise<Uint8Array>
  release(file: string): void
  /** Deletes all of them. */
  clear(): void
}

interface Made {
  readonly place: string
  readonly leaving: NodeJS.Timeout
}

/** Bundles that windows fetch. What a host leaves that is killed is deleted when the next one starts, as dropped files are that were not handed over whole. */
export function createPreparedBundles(store: RunStore): PreparedBundles {
  const made = new Map<string, Made>()

  function release(file: string): void {
    const one = made.get(file)
    if (!one) return
    made.delete(file)
    clearTimeout(one.leaving)
    try {
      fs.rmSync(one.place, { force: true })
    } catch {
      // It is deleted when the next host starts.
    }
  }

  return {
    async make(wish, help) {
      const file = randomUUID()
      const { files } = store.folder
      explaining(`the folder ${files}`, () => makeFolders(files), { deed: 'made' })
      const place = path.join(files, `.dropped-${file}.part`)
      const { bytes, runs, notes } = await writeBundle(store, { ...wish, path: place }, help)
      const leaving = setTimeout(() => release(file), KEPT_MS).unref()
      made.set(file, { place, leaving })
      return { file, bytes, runs, notes }
    },
    async piece(file, offset) {
      const one = made.get(file)
      if (!one) throw new SaccadeError('not-found', 'The bundle is gone', { hint: 'Export it once more.' })
      one.leaving.refresh()
      const handle = await fs.promises.open(one.place, 'r')
      try {
        const buffer = new Uint8Array(PIECE_BYTES)
        const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES, offset)
        return buffer.slice(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    release,
    clear: () => [...made.keys()].forEach(release),
  }
}
