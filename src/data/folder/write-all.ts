import fs from 'node:fs'

/** Writes all of it, from a byte of the file on or where it was written last: the system may take less at a time than it is given. */
export function writeAll(file: number, bytes: Uint8Array, position?: number): void {
  for (let at = 0; at < bytes.length;) {
    at += fs.writeSync(file, bytes, at, undefined, position === undefined ? undefined : position + at)
  }
}
