import { checkGoingOn } from '../tasks.ts'

interface Waiter {
  readonly signal: AbortSignal
  /** Told where others are before it. */
  waits(): void
}

type Turns = <Result>(waiter: Waiter, work: () => Promise<Result>) => Promise<Result>

/** Lets one piece of work at a time go on, in the order in which they ask. One that waits can be given up. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let asking = 0
  /** @throws aborted, and what the work throws */
  return (waiter, work) => {
    const turn = takeTurn(last, asking++ > 0, waiter, work).finally(() => (asking -= 1))
    // One that is given up while it waits lets nobody past those before it.
    last = Promise.allSettled([last, turn]).then(() => undefined)
    return turn
  }
}

async function takeTurn<Result>(
  before: Promise<unknown>,
  isLate: boolean,
  { signal, waits }: Waiter,
  work: () => Promise<Result>,
): Promise<Result> {
  if (isLate) waits()
  const givenUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  checkGoingOn(signal)
  await Promise.race([before, givenUp])
  checkGoingOn(signal)
  return work()
}
