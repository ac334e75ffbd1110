/** A cell of a map: target row and source column. */
export interface Cell {
  readonly t: number
  readonly s: number
}

/** A cell that the gold alignment names. */
export interface GoldLink extends Cell {
  readonly sure: boolean
}
