import fs from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { SaccadeError } from '../../shared/errors.ts'
import { systemFault } from '../../shared/system-errors.ts'

/** A file system that says nothing for so long is away, in milliseconds. */
const SILENCE = 10_000

interface Look {
  readonly since: number
  /** What is wrong with the folder, as soon as that is known. */
  readonly trouble: Promise<SaccadeError | null>
}

/** Looks that a file system has not answered yet, by folder: each holds a thread, so that no other is begun beside it. */
const looks = new Map<string, Look>()

const away = (folder: string, what: string) =>
  new SaccadeError('storage', `The folder ${folder} ${what}`, {
    hint: 'What has finished comes in when it is there again. Where it was moved to, `saccade sweep collect DIR` takes it in from there.',
  })

/**
 * Asks whether a folder answers, without waiting for ever: a file system that hangs holds whoever reads from it at once. Gives what
 * is wrong with the folder otherwise. @throws storage
 */
export async function answers(folder: string, silence = SILENCE): Promise<SaccadeError | null> {
  const look = looks.get(folder) ?? { since: performance.now(), trouble: lookOnce(folder) }
  looks.set(folder, look)
  const found = await before(look.since + silence, look.trouble)
  if (found !== LATE) return found
  throw away(folder, 'does not answer')
}

/** @throws storage where the folder is not there, cannot be read or does not answer */
export async function reach(folder: string): Promise<void> {
  const trouble = await answers(folder)
  if (trouble) throw trouble
}

/**
 * Does something small with a folder, and leaves it where its file system hangs meanwhile: the folder then counts as one that does not
 * answer until that comes back. @throws storage; what the work throws
 */
export async function within<Result>(folder: string, work: () => Promise<Result>, silence = SILENCE): Promise<Result> {
  const since = performance.now()
  const done = work()
  const found = await before(since + silence, done)
  if (found !== LATE) return found
  hangs(folder, { since, trouble: done.then(nothing, nothing) })
  throw away(folder, 'does not answer')
}

function hangs(folder: string, { since, trouble }: Look): void {
  const former = looks.get(folder)
  const look = { since: former?.since ?? since, trouble: Promise.all([former?.trouble, trouble]).then(nothing) }
  looks.set(folder, look)
  void look.trouble.then(() => looks.get(folder) === look && looks.delete(folder))
}

const nothing = (): null => null

const lookOnce = (folder: string): Promise<SaccadeError | null> => {
  const trouble = fs.promises
    .stat(folder)
    .then(nothing, (error: unknown) => away(folder, `cannot be read: ${systemFault(error)}`))
  void trouble.then(() => looks.get(folder)?.trouble === trouble && looks.delete(folder))
  return trouble
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
