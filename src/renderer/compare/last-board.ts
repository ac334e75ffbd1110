import { z } from 'zod'
import type { BoardAddress } from '../../shared/board/address.ts'

const KEY = 'saccade.board'
const addressSchema = z.strictObject({ saved: z.string().nullable(), changes: z.string() })

/** The board that this window showed last, for when it comes back to the page; another window has its own. */
export function lastBoard(): BoardAddress | null {
  try {
    const text = sessionStorage.getItem(KEY)
    return text === null ? null : addressSchema.parse(JSON.parse(text))
  } catch {
    return null // storage is forbidden, or what is there is of another version
  }
}

export function keepLastBoard(address: BoardAddress): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(address))
  } catch {
    // Storage is full or forbidden; the address still has it.
  }
}
