import { type ShallowRef, onBeforeUnmount, onMounted, shallowRef } from 'vue'

/** Files that were dropped on a page and not taken yet; they wait for the page that takes them. */
const dropped = shallowRef<readonly File[]>([])

export const useDroppedFiles = (): ShallowRef<readonly File[]> => dropped

/** Says whether it takes the files; the page that is shown may want some for itself. */
type Taker = (files: readonly File[]) => boolean
const takers = new Set<Taker>()

/** While the component is there, dropped files are offered to it first. */
export function useDropTaker(take: Taker): void {
  onMounted(() => takers.add(take))
  onBeforeUnmount(() => takers.delete(take))
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
    if (!isFiles(event.dataTransfer) && takesText(event.target)) return
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
    if (files.length > 0 && ![...takers].some((take) => take(files))) onFiles(files)
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
