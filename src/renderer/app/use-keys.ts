import { onBeforeUnmount, onMounted } from 'vue'
import { commands } from '../ui/commands.ts'
import { createKeyFollower, plainKeys, takesKeys } from '../ui/keys.ts'

/** Runs commands by their keys, wherever the focus is but where keys are text; within a dialog only those of Ctrl or Cmd. */
export function useKeys(): void {
  const follow = createKeyFollower(() => performance.now())

  function key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
    const isText = takesKeys(event.target) || isInDialog(event.target)
    const command = follow(event, commands.value, plainKeys.value && !isText)
    if (!command) return
    event.preventDefault()
    void command.run?.()
  }

  onMounted(() => document.addEventListener('keydown', key))
  onBeforeUnmount(() => document.removeEventListener('keydown', key))
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
}
