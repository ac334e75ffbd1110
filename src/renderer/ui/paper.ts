import { type ShallowRef, nextTick, shallowRef } from 'vue'

/** What is measured anew may change what is measured next, as a grid does its tiles: so often all of it is. */
const PASSES = 3

interface Paper {
  now(): boolean
  readonly on: Readonly<ShallowRef<boolean>>
  readonly listeners: Set<() => void>
}

let paper: Paper | undefined

function paperOf(): Paper {
  if (paper) return paper
  const query = typeof matchMedia === 'function' ? matchMedia('print') : null
  const now = () => query?.matches === true
  const on = shallowRef(now())
  const listeners = new Set<() => void>()
  // Between this event and the printing there are neither frames nor observers, only promises.
  query?.addEventListener('change', () => {
    on.value = now()
    void tell()
  })
  async function tell(): Promise<void> {
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (const listener of [...listeners]) listener()
      await nextTick()
    }
  }
  return (paper = { now, on, listeners })
}

/** Whether the page is laid out for paper. */
export const useOnPaper = (): Readonly<ShallowRef<boolean>> => paperOf().on

/** The same now, for what is to hang on it no further. */
export const isOnPaper = (): boolean => paperOf().now()

/** Tells when the page is laid out for paper, and when for the screen again: all of it is of another size. Returns its end. */
export function whenPaper(listener: () => void): () => void {
  const { listeners } = paperOf()
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
