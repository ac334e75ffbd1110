import { type Ref, type ShallowRef, onBeforeUnmount, onMounted, shallowRef } from 'vue'

export interface Size {
  readonly width: number
  readonly height: number
}

/** How large an element is, with its border, in pixels; null until it is there. */
export function useSize(element: Readonly<Ref<HTMLElement | undefined>>): Readonly<ShallowRef<Size | null>> {
  const size = shallowRef<Size | null>(null)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value) return
    const { offsetWidth: width, offsetHeight: height } = element.value
    size.value = { width, height }
    observer = new ResizeObserver(([entry]) => {
      const [box] = entry?.borderBoxSize ?? []
      const now = size.value
      if (!box || (now && Math.abs(box.inlineSize - now.width) < 1 && Math.abs(box.blockSize - now.height) < 1)) return
      size.value = { width: box.inlineSize, height: box.blockSize }
    })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return size
}
