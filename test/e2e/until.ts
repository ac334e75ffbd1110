import { setTimeout as sleep } from 'node:timers/promises'

const POLL = 100

/** Waits until a condition holds that nothing tells of, and gives its value; says what did not come. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  deadline = 30_000,
): Promise<T> {
  const end = Date.now() + deadline
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`It did not happen within ${deadline / 1000} s: ${what}`)
    await sleep(POLL)
  }
}
