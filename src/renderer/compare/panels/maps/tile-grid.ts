import type { Room } from '../../../maps/face-layout.ts'

/** Pixels between tiles, and inside of them between maps. */
export const GAP = 8
const FACE_GAP = 10
/** Of a tile: its border and padding; its name, output and the line for the weight under the pointer. */
export const TILE = { aside: 18, around: 72 }
/** The line over a map that says which it is, where there are several in a tile. */
const TITLE = 17
/** Where labels and margins are, about. */
const LABELS = 34
/** Smaller than this no map is of use; then the panel scrolls. */
const SMALLEST: Room = { width: 92, height: 78 }
const SMALLEST_ALONE: Room = { width: 150, height: 130 }
const LARGEST_CELL = 56

export interface TileShape {
  /** Most tokens of a map, of its target and its source. */
  readonly rows: number
  readonly columns: number
  /** Maps in a tile. */
  readonly faces: number
  /** So many of them beside each other, where that is not free. */
  readonly across: number | null
}

export interface TileGrid {
  /** Tiles beside each other, and maps beside each other within one. */
  readonly columns: number
  readonly across: number
  /** What each map has. */
  readonly face: Room
}

/** How so many tiles stand in a room so that their cells are as large as can be. */
export function gridOf(count: number, { rows, columns, faces, across }: TileShape, room: Room): TileGrid {
  const smallest = faces > 1 ? SMALLEST : SMALLEST_ALONE
  let best: (TileGrid & { cell: number }) | null = null
  for (let beside = 1; beside <= Math.max(count, 1); beside += 1) {
    const lines = Math.ceil(count / beside)
    const width = (room.width - (beside - 1) * GAP) / beside - TILE.aside
    for (const inside of across === null ? range(1, faces) : [across]) {
      const deep = Math.ceil(faces / inside)
      const face = {
        width: Math.floor((width - (inside - 1) * FACE_GAP) / inside),
        height: Math.floor(
          ((room.height - (lines - 1) * GAP) / lines - TILE.around - (deep - 1) * FACE_GAP) / deep -
            (faces > 1 ? TITLE : 0),
        ),
      }
      if (face.width < smallest.width && (beside > 1 || inside > 1) && across === null) continue
      face.height = Math.max(face.height, Math.min(smallest.height, Math.max(face.width, 60)))
      const cell = Math.min((face.width - LABELS) / columns, (face.height - LABELS) / rows, LARGEST_CELL)
      if (!best || cell > best.cell + 0.01) best = { columns: beside, across: inside, face, cell }
    }
  }
  return best ?? { columns: 1, across: 1, face: room }
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
