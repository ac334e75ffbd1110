import { type Ref, onBeforeUnmount, onMounted } from 'vue'
import { isOnPaper, whenPaper } from './paper.ts'

/** After so many milliseconds without a change, what is out of sight is painted too. */
const REST = 120

/**
 * Makes paintings that are done at once while the element is in sight, and else when it comes in sight or nothing has changed
 * for a while: of many maps and charts few are seen, and a slider asks for all of them sixty times a second. `aria-busy` tells of
 * one that is still to be painted.
 */
export function usePainting(root: Ref<HTMLElement | undefined>): (paint: () => void) => () => void {
  const waiting = new Set<() => void>()
  let isSeen = true
  let rest: ReturnType<typeof setTimeout> | undefined

  function catchUp(): void {
    clearTimeout(rest)
    for (const paint of waiting) paint()
    waiting.clear()
    root.value?.removeAttribute('aria-busy')
  }

  const off = whenPaper(catchUp)
  let observer: IntersectionObserver | undefined
  onMounted(() => {
    if (!root.value) return
    observer = new IntersectionObserver((entries) => {
      isSeen = entries.at(-1)?.isIntersecting ?? true
      if (isSeen) catchUp()
    })
    observer.observe(root.value)
  })
  onBeforeUnmount(() => {
    off()
    observer?.disconnect()
    clearTimeout(rest)
  })

  return (paint) => () => {
    if (isSeen || isOnPaper()) {
      paint()
      return
    }
    waiting.add(paint)
    root.value?.setAttribute('aria-busy', 'true')
    clearTimeout(rest)
    rest = setTimeout(catchUp, REST)
  }
}
