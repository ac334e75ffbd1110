import { z } from 'zod'
import type { BoardAddress } from '../../shared/board/address.ts'

// What a window showed last is the window's (sessionStorage), so that two windows never overwrite each other's. For the
// next start, when there is no such window any more, each window leaves one entry of its own behind (localStorage).

const HERE = 'saccade.board'
const WINDOW = 'saccade.window'
const LEFT = 'saccade.boards-left'
/** Boards of this many windows are offered. */
const MOST = 5

const addressSchema = z.strictObject({ saved: z.string().nullable(), changes: z.string() })
const leftSchema = z.strictObject({
  window: z.string(),
  /** What is told of it where it is offered. */
  text: z.string(),
  time: z.number(), // milliseconds since 1970
  address: addressSchema,
})
export type LeftBoard = z.output<typeof leftSchema>

/** The board that this window showed last, for when it comes back to the page. */
export function lastBoard(): BoardAddress | null {
  return read(() => sessionStorage.getItem(HERE), addressSchema)
}

/** What other windows left, newest first. */
export function leftBoards(): readonly LeftBoard[] {
  const mine = windowName()
  return allLeft().filter(({ window }) => window !== mine)
}

/** `text` tells what it is; a board that is none yet, without text, is not offered elsewhere. */
export function keepLastBoard(address: BoardAddress, text: string): void {
  const mine = windowName()
  const entries = text === '' ? [] : [{ window: mine, text, time: Date.now(), address }]
  const others = allLeft().filter(({ window }) => window !== mine)
  try {
    sessionStorage.setItem(HERE, JSON.stringify(address))
    localStorage.setItem(LEFT, JSON.stringify([...entries, ...others].slice(0, MOST)))
  } catch {
    // Storage is full or forbidden; the address still has it.
  }
}

function allLeft(): readonly LeftBoard[] {
  return read(() => localStorage.getItem(LEFT), z.array(leftSchema)) ?? []
}

function windowName(): string {
  try {
    const known = sessionStorage.getItem(WINDOW)
    if (known !== null) return known
    const name = crypto.randomUUID()
    sessionStorage.setItem(WINDOW, name)
    return name
  } catch {
    return 'this'
  }
}

function read<T>(get: () => string | null, schema: z.ZodType<T>): T | null {
  try {
    const text = get()
    return text === null ? null : schema.parse(JSON.parse(text))
  } catch {
    return null // storage is forbidden, or what is there is of another version
  }
}
