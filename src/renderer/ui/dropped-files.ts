import { type ShallowRef, onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { SaccadeError } from '../../shared/errors.ts'

/** What dropped files are, which says the page that takes them. */
export type DroppedKind = 'data' | 'configuration' | 'board' | 'bundle'

/** Files that were dropped on a page and not taken yet; they wait for the page that takes them. */
const dropped: Readonly<Record<DroppedKind, ShallowRef<readonly File[]>>> = {
  data: shallowRef([]),
  configuration: shallowRef([]),
  board: shallowRef([]),
  bundle: shallowRef([]),
}

export const useDroppedFiles = (kind: DroppedKind): ShallowRef<readonly File[]> => dropped[kind]

/** A JSON file that is larger is neither a configuration nor a board. */
const MOST_BYTES = 16 * 1024 ** 2
/** What a board has and a configuration has not. */
const OF_BOARDS = ['runs', 'panels', 'cursor', 'grouping', 'baseline']

/** What any zip file begins with. */
const ZIP = [0x50, 0x4b, 0x03, 0x04]

/**
 * Zip files are bundles, one JSON file a board or a configuration, by what is in it; everything else is data. Bundles with something else are
 * `mixed`: no page takes both.
 */
export async function kindOfFiles(files: readonly File[]): Promise<DroppedKind | 'mixed'> {
  const [file, second] = files
  const zips = (await Promise.all(files.map(isZip))).filter(Boolean).length
  if (zips > 0) return zips === files.length ? 'bundle' : 'mixed'
  if (!file || second || !/\.json$/i.test(file.name) || file.size > MOST_BYTES) return 'data'
  try {
    const content: unknown = JSON.parse(await file.text())
    const isBoard = typeof content === 'object' && content !== null && OF_BOARDS.some((key) => key in content)
    return isBoard ? 'board' : 'configuration'
  } catch {
    return 'configuration' // where it is said what is wrong with it
  }
}

/** What is said of bundles that were dropped with something else. */
export function mixedFiles(files: readonly File[]): SaccadeError {
  const names = files.map(({ name }) => name).join(', ')
  return new SaccadeError('bad-usage', `Bundles were dropped together with other files: ${names}`, {
    hint: 'Drop the bundles, which are zip files, by themselves; then the other files.',
  })
}

async function isZip(file: File): Promise<boolean> {
  try {
    const head = new Uint8Array(await file.slice(0, ZIP.length).arrayBuffer())
    return ZIP.every((byte, i) => head[i] === byte)
  } catch {
    return false // a folder, or gone: whoever takes it says so
  }
}

const isFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') === true
const takesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null

/**
 * Catches whatever is dropped anywhere on the page, since a browser would open it and leave the application. Files go
 * to `onFiles`; text still goes into fields.
 * @returns whether files are being dragged over the page
 */
export function useDropAnywhere(onFiles: (files: readonly File[]) => void): Readonly<ShallowRef<boolean>> {
  const dragging = shallowRef(false)

  function over(event: DragEvent): void {
    const isTaken = event.defaultPrevented // by a list whose rows are moved, say
    if (!isFiles(event.dataTransfer) && (isTaken || takesText(event.target))) return
    event.preventDefault()
    dragging.value = isFiles(event.dataTransfer)
    if (event.dataTransfer && !dragging.value) event.dataTransfer.dropEffect = 'none'
  }

  function leave(event: DragEvent): void {
    if (event.relatedTarget === null) dragging.value = false
  }

  function drop(event: DragEvent): void {
    dragging.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0 && takesText(event.target)) return
    event.preventDefault()
    if (files.length > 0) onFiles(files)
  }

  onMounted(() => {
    document.addEventListener('dragover', over)
    document.addEventListener('dragleave', leave)
    document.addEventListener('drop', drop)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('dragover', over)
    document.removeEventListener('dragleave', leave)
    document.removeEventListener('drop', drop)
  })
  return dragging
}
