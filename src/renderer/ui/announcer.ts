import { type ShallowRef, shallowRef } from 'vue'

/** One announcement at most in so many milliseconds; of those in between the last is said. */
const PACE = 1000

const said = shallowRef('')
let waiting: string | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** What the page's one polite live region says now. */
export const announced: Readonly<ShallowRef<string>> = said

/** Tells those who do not see the page, without interrupting and without a flood. */
export function announce(text: string): void {
  if (timer !== undefined) {
    waiting = text
    return
  }
  said.value = text
  timer = setTimeout(() => {
    timer = undefined
    if (waiting === null) return
    const next = waiting
    waiting = null
    announce(next)
  }, PACE)
}
