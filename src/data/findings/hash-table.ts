/** For each row the first row with the same key; made of keys of 64 bits in two columns. */
export interface RowTable {
  /** The first row that was asked for with the same key as this one: the row itself where none was. */
  first(row: number): number
}

/** Finds equal keys by open addressing over the rows themselves. @param most rows that are asked for, at most */
export function createRowTable(most: number, keys0: Int32Array, keys1: Int32Array): RowTable {
  let slots = 16
  while (slots < most * 1.5) slots *= 2
  const mask = slots - 1
  const rows = new Int32Array(slots) // row + 1; 0 is free
  return {
    first(row) {
      const [key0, key1] = [keys0[row], keys1[row]]
      for (let slot = (key0 ?? 0) & mask; ; slot = (slot + 1) & mask) {
        const known = (rows[slot] ?? 0) - 1
        if (known === -1) {
          rows[slot] = row + 1
          return row
        }
        if (keys0[known] === key0 && keys1[known] === key1) return known
      }
    },
  }
}
