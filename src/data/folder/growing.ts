import { COLUMN_TYPES, type ColumnType } from './manifest.ts'

export type Column = Uint8Array | Uint32Array | Int32Array | Float32Array

const BLOCK = 65_536

/** A typed array that grows by blocks, so that it never lies in memory twice while it does. */
export interface Growing {
  readonly type: ColumnType
  readonly length: number
  push(value: number): void
  at(index: number): number
  set(index: number, value: number): void
  /** The blocks that hold its elements, in order. */
  blocks(): Column[]
}

export function createGrowing(type: ColumnType): Growing {
  const blocks: Column[] = []
  let block: Column = new COLUMN_TYPES[type](0)
  let used = 0
  return {
    type,
    get length() {
      return blocks.length === 0 ? 0 : (blocks.length - 1) * BLOCK + used
    },
    push(value) {
      if (used === block.length) {
        block = new COLUMN_TYPES[type](BLOCK)
        blocks.push(block)
        used = 0
      }
      block[used++] = value
    },
    at: (index) => blocks[index >>> 16]?.[index & 0xffff] ?? 0,
    set(index, value) {
      const held = blocks[index >>> 16]
      if (held) held[index & 0xffff] = value
    },
    blocks: () => blocks.map((one, index) => (index === blocks.length - 1 ? one.subarray(0, used) : one)),
  }
}
