import { nextTick } from 'vue'

let kept = ''
let stop: (() => void) | null = null

/** Keeps what is typed from now on, for a field that is still to come, until it is taken, given up or something else is done. */
export function keepTyping(): void {
  giveUpTyping()
  const listening = new AbortController()
  stop = () => listening.abort()
  const how = { capture: true, signal: listening.signal }
  document.addEventListener('keydown', keepKey, how)
  document.addEventListener('pointerdown', giveUpTyping, how)
}

/** What was typed since {@link keepTyping}; the field has the focus now. */
export function takeTyped(): string {
  const typed = kept
  giveUpTyping()
  return typed
}

export function giveUpTyping(): void {
  stop?.()
  stop = null
  kept = ''
}

function keepKey(event: KeyboardEvent): void {
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  const isText = Array.from(event.key).length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
  if (!isText && event.key !== 'Backspace' && event.key !== 'Enter') {
    giveUpTyping()
    return
  }
  // Neither does it anything where the focus still is.
  event.preventDefault()
  event.stopImmediatePropagation()
  if (isText) kept += event.key
  else if (event.key === 'Backspace') kept = Array.from(kept).slice(0, -1).join('')
}

/**
 * To be awaited at the `openAutoFocus` of a dialog before a field in it takes the focus: the dialog takes it itself one
 * tick after it said so. No key is missed: nothing but promises runs between.
 */
export async function afterDialogFocus(): Promise<void> {
  await nextTick()
  await nextTick()
}
