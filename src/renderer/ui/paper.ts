import { type ShallowRef, nextTick, shallowRef } from 'vue'

/** What is measured anew may change what is measured next, as a grid does its tiles: so often all of it is. */
const PASSES = 3

interface Paper {
  now(): boolean
  readonly on: Readonly<ShallowRef<boolean>>
  readonly listeners: Set<() => void>
}

/** On the root element while the page is laid out for paper, for style sheets. */
const MARK = 'data-paper'

let paper: Paper | undefined

function paperOf(): Paper {
  if (paper) return paper
  const query = typeof matchMedia === 'function' ? matchMedia('print') : null
  let isOn = query?.matches === true
  const on = shallowRef(isOn)
  const listeners = new Set<() => void>()
  function lay(wanted: boolean): void {
    if (isOn === wanted) return
    on.value = isOn = wanted
    document.documentElement.toggleAttribute(MARK, isOn)
    void tell()
  }
  async function tell(): Promise<void> {
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (const listener of [...listeners]) listener()
      await nextTick()
    }
  }
  // Before anything else, since a browser counts the pages right after: what grows later is not printed. Between this event and
  // the printing there are neither frames nor observers, only promises.
  if (query) {
    addEventListener('beforeprint', () => lay(true))
    addEventListener('afterprint', () => lay(false))
    query.addEventListener('change', ({ matches }) => lay(matches))
    document.documentElement.toggleAttribute(MARK, isOn)
  }
  return (paper = { now: () => isOn, on, listeners })
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

/** So many columns of a table at a time as can be read on a sheet, which cannot be scrolled to the side; on a screen all of them. */
export function columnBlocks<T>(columns: readonly T[], most: number): (readonly T[])[] {
  if (!useOnPaper().value) return [columns]
  const starts = columns.flatMap((_, place) => (place % most === 0 ? [place] : []))
  return starts.map((start) => columns.slice(start, start + most))
}
