import { type Ref, nextTick, onMounted, onUpdated, watch } from 'vue'
import { controlsOf } from '../ui/roving-focus.ts'

/** Makes one control of a row a stop of the tab key, or none, so that a table is one stop however many rows it has. */
export function useTabStop(row: Readonly<Ref<HTMLElement | undefined>>, stop: () => number): { settle(): void } {
  function settle(): void {
    if (!row.value) return
    const controls = controlsOf(row.value)
    const wanted = Math.min(stop(), controls.length - 1)
    controls.forEach((control, i) => (control.tabIndex = i === wanted ? 0 : -1))
  }
  onMounted(settle)
  onUpdated(settle)
  watch(stop, settle, { flush: 'post' })
  // What is edited in place comes and goes without the row being drawn anew.
  return { settle: () => void nextTick(settle) }
}
