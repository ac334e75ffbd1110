import { type Ref, ref } from 'vue'

const FOCUSABLE = 'button:not(:disabled), select, input:not(:disabled), textarea, a[href]'

/**
 * Lets the keyboard into a popover, which lies at the end of the page whatever opened it: the focus goes to its first
 * control, Escape and leaving it bring it back.
 */
export function usePopoverFocus(sheet: Ref<HTMLElement | undefined>, button: Ref<HTMLElement | undefined>) {
  const open = ref(false)
  return {
    open,
    entered: () => sheet.value?.querySelector<HTMLElement>(FOCUSABLE)?.focus(),
    key(event: KeyboardEvent): void {
      const controls = [...(sheet.value?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])]
      const leaves = event.key === 'Tab' && event.target === (event.shiftKey ? controls[0] : controls.at(-1))
      if (event.key !== 'Escape' && !leaves) return
      event.preventDefault()
      event.stopPropagation()
      open.value = false
      button.value?.focus()
    },
  }
}
