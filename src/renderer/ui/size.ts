import { type Ref, type ShallowRef, onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { whenPaper } from './paper.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** Tells when an element is there and whenever its size may be another one, on paper too. Returns its end. */
export function observeSize(element: Element, tell: () => void): () => void {
  const observer = new ResizeObserver(tell)
  observer.observe(element)
  const off = whenPaper(tell)
  return () => {
    observer.disconnect()
    off()
  }
}

/** How much room there is within the padding of an element, in whole pixels. */
export function roomIn(element: Element): Size {
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(element)
  const sum = (...lengths: string[]) => lengths.reduce((all, one) => all + Number.parseFloat(one), 0)
  return {
    width: Math.max(0, Math.floor(element.clientWidth - sum(paddingLeft, paddingRight))),
    height: Math.max(0, Math.floor(element.clientHeight - sum(paddingTop, paddingBottom))),
  }
}

/** How large an element is, with its border, in pixels; null until it is there. */
export function useSize(element: Readonly<Ref<HTMLElement | undefined>>): Readonly<ShallowRef<Size | null>> {
  const size = shallowRef<Size | null>(null)
  let end = (): void => undefined
  onMounted(() => {
    const { value: measured } = element
    if (!measured) return
    const measure = () => {
      const { offsetWidth: width, offsetHeight: height } = measured
      if (size.value?.width !== width || size.value.height !== height) size.value = { width, height }
    }
    measure()
    end = observeSize(measured, measure)
  })
  onBeforeUnmount(() => end())
  return size
}
