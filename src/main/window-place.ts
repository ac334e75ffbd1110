import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { makeFolders } from '../shared/user-paths.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was when it was last closed. */
export interface WindowPlace extends Rectangle {
  readonly maximized: boolean
}

const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200),
  height: z.number().int().min(150),
  maximized: z.boolean(),
})

/** Enough of the window to see it and to take hold of its title. */
const VISIBLE_PIXELS = 100

/** The stored place if it still lies on one of the screens, which may have changed since. */
export function readPlace(path: string, screens: readonly Rectangle[]): WindowPlace | null {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return screens.some((screen) => isVisible(place, screen)) ? place : null
  } catch {
    return null // never stored, or not by us: the window opens where the system puts it
  }
}

export function writePlace(path: string, place: WindowPlace): void {
  makeFolders(dirname(path))
  writeFileSync(path, `${JSON.stringify(place)}\n`)
}

function isVisible(place: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x)
  const titleInside = place.y >= screen.y && place.y <= screen.y + screen.height - VISIBLE_PIXELS
  return across >= VISIBLE_PIXELS && titleInside
}
