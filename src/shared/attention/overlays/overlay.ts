import type { Cell } from '../cell.ts'
import type { Plane } from '../plane.ts'
import type { PlaneWindow } from '../window.ts'
import type { Alignment } from '../../contract/attention.ts'
import type { Mark } from '../marks.ts'

/** What an overlay knows of the map that it lies over. */
export interface OverlayInput {
  readonly plane: Plane
  /** Whether the weights are differences. */
  readonly signed: boolean
  /** Null where there is none for these rows. */
  readonly gold: Alignment | null
  /** Of a local span. */
  readonly window: PlaneWindow | null
  /** The share of each row's attention that the window cut off; null where it is not known. */
  readonly cutOff: ArrayLike<number> | null
}

/** Something drawn over or beside the weights that the user can turn on and off. */
export interface Overlay {
  /** As boards keep it; never changed once a board may hold it. */
  readonly name: string
  readonly title: string
  /** One sentence: what is drawn and what it means. */
  readonly description: string
  /** Whether it is shown where a board does not say. */
  readonly usual: boolean
  marks(input: OverlayInput): readonly Mark[]
  /** A few words on one cell; empty where there is nothing to say. */
  tell?(input: OverlayInput, cell: Cell): string
}
