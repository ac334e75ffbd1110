import { CHARACTER, longestLabel } from './labels.ts'

/** The smallest distance between two labels. */
export const LABELLED_CELL = 13
const LARGEST_CELL = 56
/** And where it is zoomed into. */
const LARGEST_ZOOMED_CELL = 96
const LABEL_GAP = 8
const LEVEL_HEIGHT = 20
/** Labels take at most this share of a map's room, and where less than this many characters would be left, none of it. */
const LABEL_SHARE = 0.34
const FEWEST_CHARACTERS = 2
/** For the bars of a margin, a gap included. */
export const BAR = 13

/** Which part of every map is seen: its middle, as shares of the map, and how much larger than whole. */
export interface MapView {
  readonly zoom: number
  readonly x: number
  readonly y: number
}

export const WHOLE: MapView = { zoom: 1, x: 0.5, y: 0.5 }
export const MOST_ZOOM = 64

export interface FaceParts {
  readonly source: readonly string[]
  readonly target: readonly string[]
  /** How many margins of bars stand to the right and below. */
  readonly bars: { readonly rows: number; readonly columns: number }
}

export interface Room {
  readonly width: number
  readonly height: number
}

export interface FaceLayout {
  /** Side of a cell in pixels; of a map of more cells than pixels less than 1. */
  readonly cell: number
  /** Space for the labels; 0 where there is no room for any. */
  readonly left: number
  readonly top: number
  /** Size of what is seen of the cells. */
  readonly width: number
  readonly height: number
  /** How far what is seen is from the upper left corner of the cells. */
  readonly x: number
  readonly y: number
  /** Every n-th label is drawn. */
  readonly stride: number
  /** Whether column labels stand upright, because level ones would touch. */
  readonly upright: boolean
  /** Size of everything, labels and margins included. */
  readonly whole: Room
}

/**
 * Where everything of a map goes that has this room. Its cells are square, and as large as fit; labels are thinned out
 * when cells are too small for text, turned when tokens are wider than cells, and left out of a map that is no larger than
 * they are.
 */
export function layoutFace({ source, target, bars }: FaceParts, room: Room, view: MapView): FaceLayout {
  const [columns, rows] = [Math.max(source.length, 1), Math.max(target.length, 1)]
  const margin = { right: bars.rows * BAR, below: bars.columns * BAR }
  const left = labelSpace(longestLabel(target), room.width)
  const longest = longestLabel(source)
  const upright = labelSpace(longest, room.height)
  const fit = (top: number) =>
    Math.min((room.width - left - margin.right) / columns, (room.height - top - margin.below) / rows)
  const isLevel = (cell: number) => longest * CHARACTER + 4 <= cell
  const level =
    room.height * LABEL_SHARE > LEVEL_HEIGHT && isLevel(Math.min(fit(LEVEL_HEIGHT), LARGEST_CELL) * view.zoom)
  const top = level ? LEVEL_HEIGHT : upright
  const whole = even(Math.max(Math.min(fit(top), LARGEST_CELL), 0.05))
  const cell = view.zoom <= 1 ? whole : even(Math.min(whole * view.zoom, Math.max(LARGEST_ZOOMED_CELL, whole)))
  const width = Math.min(columns * cell, Math.max(room.width - left - margin.right, 1))
  const height = Math.min(rows * cell, Math.max(room.height - top - margin.below, 1))
  return {
    cell,
    left,
    top,
    width,
    height,
    x: Math.round(within(view.x * columns * cell - width / 2, 0, columns * cell - width)),
    y: Math.round(within(view.y * rows * cell - height / 2, 0, rows * cell - height)),
    stride: Math.max(1, Math.ceil(LABELLED_CELL / cell)),
    upright: !level,
    whole: { width: left + width + margin.right, height: top + height + margin.below },
  }
}

/** Whole pixels, so that cells are equal, unless that would waste much of the room. */
function even(cell: number): number {
  return cell >= 6 ? Math.floor(cell) : cell
}

/** What labels take where there is enough room. */
export const labelRoom = (tokens: readonly string[]): number => longestLabel(tokens) * CHARACTER + LABEL_GAP

function labelSpace(longest: number, room: number): number {
  const most = Math.floor((room * LABEL_SHARE - LABEL_GAP) / CHARACTER)
  const characters = Math.min(longest, most)
  return characters < Math.min(FEWEST_CHARACTERS, longest) ? 0 : characters * CHARACTER + LABEL_GAP
}

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(high, low))

/** The cell at a place of what is seen; null outside the map. */
export function cellAt({ cell, x, y }: FaceLayout, at: { x: number; y: number }, { source, target }: FaceParts) {
  const [s, t] = [Math.floor((at.x + x) / cell), Math.floor((at.y + y) / cell)]
  return s >= 0 && t >= 0 && s < source.length && t < target.length ? { t, s } : null
}

/** The view after zooming by `factor` so that the place under the pointer, as a share of the map, stays under it. */
export function zoomed(view: MapView, factor: number, at: { x: number; y: number }): MapView {
  const zoom = within(view.zoom * factor, 1, MOST_ZOOM)
  if (zoom === 1) return WHOLE
  const kept = view.zoom / zoom
  return { zoom, x: within(at.x + (view.x - at.x) * kept, 0, 1), y: within(at.y + (view.y - at.y) * kept, 0, 1) }
}

/** The view moved, if it must be, so that a cell lies in it. */
export function showing(view: MapView, cell: { t: number; s: number }, layout: FaceLayout, parts: FaceParts): MapView {
  const move = (at: number, from: number, seen: number, count: number, middle: number) => {
    const [start, end] = [at * layout.cell, (at + 1) * layout.cell]
    if (start >= from && end <= from + seen) return middle
    const next = start < from ? start + seen / 2 : end - seen / 2
    return within(next / (count * layout.cell), 0, 1)
  }
  return {
    zoom: view.zoom,
    x: move(cell.s, layout.x, layout.width, parts.source.length, view.x),
    y: move(cell.t, layout.y, layout.height, parts.target.length, view.y),
  }
}
