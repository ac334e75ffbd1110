import fs from 'node:fs'

/** Writes all of it: the system may take less at a time than it is given. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(file, bytes, at)
}
