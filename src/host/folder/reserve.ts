import fs from 'node:fs'
import path from 'node:path'

/** Some pages of the history: enough to write down how the runs ended. */
const BYTES = 256 * 1024

/** Room kept on the disk for the moment when there is no other: so that a run that a full disk ended can say so. */
export interface Reserve {
  /** Gives the room back to the disk. It is taken again when the next host starts. */
  free(): void
}

export function keepReserve(folder: string): Reserve {
  const file = path.join(folder, 'reserve')
  if (fs.statSync(file, { throwIfNoEntry: false })?.size !== BYTES) fill(file)
  return { free: () => drop(file) }
}

function fill(file: string): void {
  try {
    // Not zeros: some file systems store those without taking room.
    fs.writeFileSync(file, Buffer.alloc(BYTES, 'saccade '))
  } catch {
    drop(file) // no room left to reserve; everything works without
  }
}

function drop(file: string): void {
  try {
    fs.rmSync(file, { force: true })
  } catch {
    // something else bears its name, or the folder may not be written: then there is no reserve
  }
}
