import type { Cell } from '../cell.ts'
import type { Mark } from '../marks.ts'
import { cutOffOverlay } from './cut-off.ts'
import { errorsOverlay } from './errors.ts'
import { goldOverlay } from './gold.ts'
import type { Overlay, OverlayInput } from './overlay.ts'
import { sumsOverlay } from './sums.ts'
import { windowOverlay } from './window.ts'

/** Every overlay that there is, in the order in which they are drawn. */
export const OVERLAYS: readonly Overlay[] = [windowOverlay, goldOverlay, errorsOverlay, cutOffOverlay, sumsOverlay]

/** Which overlays a board changed: those it turned on that are not usual, and those it turned off that are. */
export type OverlayChoice = Readonly<Record<string, boolean>>

export const shownOverlays = (choice: OverlayChoice): Overlay[] =>
  OVERLAYS.filter(({ name, usual }) => choice[name] ?? usual)

/** What all the overlays draw. */
export const marksOf = (overlays: readonly Overlay[], input: OverlayInput): Mark[] =>
  overlays.flatMap((overlay) => overlay.marks(input))

/** What the overlays say of one cell. */
export const tellOf = (overlays: readonly Overlay[], input: OverlayInput, cell: Cell): string =>
  overlays
    .map((overlay) => overlay.tell?.(input, cell) ?? '')
    .filter(Boolean)
    .join(', ')
