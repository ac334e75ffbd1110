import { LABELLED_CELL, type Room } from '../../../maps/face-layout.ts'

/** Pixels between tiles, and inside of them between maps. */
export const GAP = 8
const FACE_GAP = 10
/** Of a tile: its border and padding; its name, output and the line for the weight under the pointer. */
export const TILE = { aside: 18, around: 72 }
/** The weight under the pointer needs a second line in a tile that has less inside; `run-maps.css` says the same. */
const NARROW = 340
const SECOND_LINE = 17
const aroundIn = (width: number) => TILE.around + (width < NARROW ? SECOND_LINE : 0)
/** The line over a map that says which it is, where there are several in a tile. */
const TITLE = 17
/** Smaller than this no map is of use; then the panel scrolls. */
const SMALLEST: Room = { width: 92, height: 78 }
const SMALLEST_ALONE: Room = { width: 140, height: 130 }
const LARGEST_CELL = 56
/** Cells that leave no label out are worth scrolling for; smaller ones only where a single map would have no larger ones. */
const ENOUGH = LABELLED_CELL
const WORTH = 0.55

export interface TileShape {
  /** Most tokens of a map, of its target and its source. */
  readonly rows: number
  readonly columns: number
  /** What labels and margins of a map take. */
  readonly around: Room
  /** Maps in a tile. */
  readonly faces: number
  /** So many of them beside each other, where that is not free. */
  readonly across: number | null
}

/** How maps stand in a tile. */
export interface TileFaces {
  /** So many beside each other. */
  readonly across: number
  /** What each map has. */
  readonly face: Room
}

/** Those of a tile with the most maps. */
export interface TileGrid extends TileFaces {
  /** Tiles beside each other. */
  readonly columns: number
}

/**
 * How so many tiles stand in a room so that their cells are as large as can be; where they would be too small to read, as many
 * beside each other as have readable ones, and the panel scrolls.
 */
export function gridOf(count: number, shape: TileShape, room: Room): TileGrid {
  const fitting = fit(count, shape, room)
  const alone = count > 1 ? fit(1, shape, room).cell : fitting.cell
  if (fitting.cell >= Math.min(ENOUGH, WORTH * alone)) return fitting
  const cell = Math.min(ENOUGH, alone)
  const across = shape.across ?? Math.min(shape.faces, Math.max(1, Math.round(Math.sqrt(shape.faces))))
  const deep = Math.ceil(shape.faces / across)
  const smallest = shape.faces > 1 ? SMALLEST : SMALLEST_ALONE
  const wanted = Math.max(shape.columns * cell + shape.around.width, smallest.width)
  const tile = across * wanted + (across - 1) * FACE_GAP + TILE.aside
  const columns = Math.min(Math.max(Math.floor((room.width + GAP) / (tile + GAP)), 1), Math.max(count, 1))
  const width = (room.width - (columns - 1) * GAP) / columns - TILE.aside
  const most = (room.height - aroundIn(width)) / deep - (shape.faces > 1 ? TITLE : 0)
  const height = Math.max(Math.min(shape.rows * cell + shape.around.height, most), smallest.height)
  const face = { width: Math.floor((width - (across - 1) * FACE_GAP) / across), height: Math.floor(height) }
  return { columns, across, face }
}

/** How fewer maps stand in a tile of the grid, which is as large as that with the most: they have the room of all of them. */
export function fewerIn({ across, face }: TileGrid, shape: TileShape, faces: number): TileFaces {
  if (faces >= shape.faces || shape.across !== null) return { across, face }
  const deep = Math.ceil(shape.faces / across)
  const width = across * face.width + (across - 1) * FACE_GAP
  const height = deep * (face.height + TITLE) + (deep - 1) * FACE_GAP
  const room = { width: width + TILE.aside, height: height + aroundIn(width) }
  const found = fit(1, { ...shape, faces }, room)
  return { across: found.across, face: found.face }
}

/** What a row of tiles takes whose maps say each of their tokens. */
export function readableHeight({ rows, faces, across, around }: TileShape): number {
  const deep = Math.ceil(faces / (across ?? faces))
  return TILE.around + deep * (rows * ENOUGH + around.height + (faces > 1 ? TITLE : 0)) + (deep - 1) * FACE_GAP
}

function fit(count: number, shape: TileShape, room: Room): TileGrid & { cell: number } {
  const { rows, columns, faces, across, around } = shape
  const smallest = faces > 1 ? SMALLEST : SMALLEST_ALONE
  let best: (TileGrid & { cell: number }) | null = null
  for (let beside = 1; beside <= Math.max(count, 1); beside += 1) {
    const lines = Math.ceil(count / beside)
    const width = (room.width - (beside - 1) * GAP) / beside - TILE.aside
    for (const inside of across === null ? range(1, faces) : [across]) {
      const deep = Math.ceil(faces / inside)
      const tall = (room.height - (lines - 1) * GAP) / lines - aroundIn(width) - (deep - 1) * FACE_GAP
      const face = {
        width: Math.floor((width - (inside - 1) * FACE_GAP) / inside),
        height: Math.floor(tall / deep - (faces > 1 ? TITLE : 0)),
      }
      if (face.width < smallest.width && (beside > 1 || inside > 1) && across === null) continue
      const cell = Math.min((face.width - around.width) / columns, (face.height - around.height) / rows, LARGEST_CELL)
      if (!best || cell > best.cell + 0.01) best = { columns: beside, across: inside, face, cell }
    }
  }
  return best ?? { columns: 1, across: 1, face: room, cell: 0 }
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
