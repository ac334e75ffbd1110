import fs from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { SaccadeError } from '../../shared/errors.ts'
import { systemFault } from '../../shared/system-errors.ts'

/** A file system that says nothing for so long is away, in milliseconds. */
const SILENCE = 10_000

/**
 * Node has four threads for all files of the host, and a look at a file system that hangs keeps one until that comes back: so many may be at
 * folders of sweeps at once, and one at each, so that one that hangs keeps nobody from the others.
 */
const AT_ONCE = 2

interface Look {
  /** Whether nobody waits for it any more. */
  isLeft: boolean
}

/** Looks that have not come back yet, by their folders. */
const looks = new Map<string, Look>()
/** Told when one of them has come back or was left. */
const waiting = new Set<() => void>()
const tellAll = (): void => {
  for (const tell of waiting) tell()
  waiting.clear()
}

const away = (folder: string, what: string) =>
  new SaccadeError('storage', `The folder ${folder} ${what}`, {
    hint: 'What has finished comes in when it is there again. Where it was moved to, `saccade sweep collect DIR` takes it in from there.',
  })

/**
 * Asks whether a folder answers, without waiting for ever: a file system that hangs holds whoever reads from it at once. Gives what
 * is wrong with the folder otherwise. @throws storage
 */
export function answers(folder: string, silence = SILENCE): Promise<SaccadeError | null> {
  const look = () =>
    fs.promises.stat(folder).then(
      () => null,
      (error: unknown) => away(folder, `cannot be read: ${systemFault(error)}`),
    )
  return within(folder, look, silence)
}

/** @throws storage where the folder is not there, cannot be read or does not answer */
export async function reach(folder: string): Promise<void> {
  const trouble = await answers(folder)
  if (trouble) throw trouble
}

/**
 * Does something small with a folder as soon as no other is at it, and leaves it where its file system hangs meanwhile: the folder then
 * counts as one that does not answer until that comes back. @throws storage; what the work throws
 */
export async function within<Result>(folder: string, work: () => Promise<Result>, silence = SILENCE): Promise<Result> {
  const look = await turnAt(folder, silence)
  const done = work().finally(() => {
    looks.delete(folder)
    tellAll()
  })
  const found = await before(performance.now() + silence, done)
  if (found !== LATE) return found
  done.catch(() => undefined) // nobody hears of it any more
  look.isLeft = true
  tellAll()
  throw away(folder, 'does not answer')
}

/** Begins a look as soon as it may. @throws storage where the look at it that it would wait for, or all that others are at, do not come back */
async function turnAt(folder: string, silence: number): Promise<Look> {
  const end = performance.now() + silence
  for (;;) {
    const mine = looks.get(folder)
    if (mine?.isLeft) throw away(folder, 'does not answer')
    if (!mine && looks.size < AT_ONCE) {
      const look = { isLeft: false }
      looks.set(folder, look)
      return look
    }
    const change = new Promise<void>((resolve) => waiting.add(resolve))
    if ([...looks.values()].some(({ isLeft }) => !isLeft)) await change
    else if ((await before(end, change)) === LATE)
      throw away(folder, 'cannot be looked at while those of other sweeps do not answer')
  }
}

const LATE: unique symbol = Symbol('late')

/** @param end in milliseconds, as the clock of performance has it */
async function before<Result>(end: number, work: Promise<Result>): Promise<Result | typeof LATE> {
  const ended = new AbortController()
  const late = wait(Math.max(0, end - performance.now()), undefined, { signal: ended.signal }).then(
    (): typeof LATE => LATE,
    (): typeof LATE => LATE,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
