import { z } from 'zod'
import { sameJson } from '../same-json.ts'
import { type Board, EMPTY_BOARD } from './board.ts'
import { type ReadBoard, readBoard } from './read-board.ts'

type Json = z.output<ReturnType<typeof z.json>>
type Patch = { [key: string]: Json }

/** Which board an address shows: a saved one, or none, and what differs from it. */
export interface BoardAddress {
  /** Id of the saved board; null for one that was never saved. */
  readonly saved: string | null
  /** A merge patch (RFC 7396) as JSON; empty where nothing differs. */
  readonly changes: string
}

/** The address of `board`, which was opened from `saved`, or from nothing. */
export function boardAddress(board: Board, saved: { readonly id: string; readonly board: Board } | null): BoardAddress {
  const patch = difference(toJson(saved?.board ?? EMPTY_BOARD), toJson(board))
  return { saved: saved?.id ?? null, changes: patch === undefined ? '' : JSON.stringify(patch) }
}

/**
 * The board of an address. `saved` is what its id stands for, null where there is none; it is the answer, and a note says
 * so, where the changes are no JSON object. @throws bad-data where they make it no board
 */
export function boardAt(changes: string, saved: Board | null): ReadBoard {
  const base = toJson(saved ?? EMPTY_BOARD)
  if (changes === '') return readBoard(base)
  const patch = patchOf(changes)
  if (patch) return readBoard(merge(base, patch))
  const { board, notes } = readBoard(base)
  return { board, notes: [...notes, saved ? UNREADABLE.changes : UNREADABLE.board] }
}

const UNREADABLE = {
  changes:
    'The changes in this address cannot be read; it may have been cut short. The board is shown as it was saved.',
  board: 'The board in this address cannot be read; it may have been cut short. This is a new one.',
} as const

const patchSchema = z.record(z.string(), z.json())
function patchOf(text: string): Patch | null {
  try {
    return patchSchema.parse(JSON.parse(text))
  } catch {
    return null // an address cut short by whoever passed it on: the saved board is better than nothing
  }
}

/** Boards are never changed, only replaced; one of a thousand runs is asked for its address often. */
const known = new WeakMap<Board, Patch>()

function toJson(board: Board): Patch {
  const there = known.get(board)
  if (there) return there
  const json = plainObject(board)
  known.set(board, json)
  return json
}

/** What JSON would make of it, without the detour: a copy without what is undefined. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === 'object' ? plainObject(value) : null
}

function plainObject(value: object): Patch {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, plain(part)] as const])),
  )
}

function isObject(value: Json | undefined): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What makes `to` of `from`; undefined where nothing does. Lists are replaced whole, null takes a key away. */
function difference(from: Json | undefined, to: Json): Json | undefined {
  if (!isObject(from) || !isObject(to)) return sameJson(from, to) ? undefined : to
  const patch: Patch = {}
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const wanted = to[key]
    const change = wanted === undefined ? null : difference(from[key], wanted)
    if (change !== undefined) patch[key] = change
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

function merge(base: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merged: Patch = isObject(base) ? { ...base } : {}
  for (const [key, change] of Object.entries(patch)) {
    // A null that is meant, such as no baseline, is what a part holds where it is left out, too.
    if (change === null) Reflect.deleteProperty(merged, key)
    else merged[key] = merge(merged[key], change)
  }
  return merged
}
