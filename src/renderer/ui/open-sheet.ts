import { type Ref, onBeforeUnmount, onMounted, ref } from 'vue'

/**
 * A sheet that opens beside its button, until `close`, which Escape should call, or a press elsewhere.
 * @param root holds the button and the sheet
 * @param toggle the button, which gets the focus back
 */
export function useOpenSheet(
  root: Readonly<Ref<HTMLElement | undefined>>,
  toggle: Readonly<Ref<HTMLElement | undefined>>,
): { readonly open: Ref<boolean>; close(): void } {
  const open = ref(false)

  function outside({ target }: PointerEvent): void {
    if (open.value && target instanceof Node && !root.value?.contains(target)) open.value = false
  }
  onMounted(() => document.addEventListener('pointerdown', outside))
  onBeforeUnmount(() => document.removeEventListener('pointerdown', outside))

  return {
    open,
    close() {
      if (open.value && root.value?.contains(document.activeElement)) toggle.value?.focus()
      open.value = false
    },
  }
}
