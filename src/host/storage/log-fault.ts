import fs from 'node:fs'
import { logOf } from './sqlite.ts'

// The layout is in fileformat2.html, section 4.1, of SQLite.
const HEADER = 32
const FRAME_HEADER = 24
const MAGIC = 0x377f0682 // + 1 where checksums are of big-endian words

/**
 * What cannot be read of the log beside a database, which the answer calls `name`, null where there is nothing to say. SQLite leaves out in silence
 * what does not fit its checksum. It has to for the last transaction, which a power cut may have torn; anything
 * before that was whole once.
 */
export function logFault(database: string, name = logOf(database)): string | null {
  const file = logOf(database)
  const bytes = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes <= HEADER) return null
  const log = fs.readFileSync(file)
  const words = log.readUInt32BE(0)
  const bigEndian = words === MAGIC + 1
  const sum = checksum(log.subarray(0, 24), [0, 0], bigEndian)
  const frame = FRAME_HEADER + log.readUInt32BE(8)
  const whole = (words === MAGIC || bigEndian) && sameSum(sum, log, 24) && frame >= FRAME_HEADER + 512
  if (!whole) return `the log ${name} is damaged at its beginning, so that nothing of it can be read`

  const frames = Math.floor((bytes - HEADER) / frame)
  const salt = log.subarray(16, 24)
  let running = sum
  let good = 0
  for (; good < frames; good++) {
    const at = HEADER + good * frame
    running = checksum(log.subarray(at, at + 8), running, bigEndian)
    running = checksum(log.subarray(at + FRAME_HEADER, at + frame), running, bigEndian)
    if (!log.subarray(at + 8, at + 16).equals(salt) || !sameSum(running, log, at + 16)) break
  }
  // Behind the end lie frames of earlier turns of the log, with another salt. Of this turn only a torn transaction may.
  let transactions = 0
  for (let index = good; index < frames; index++) {
    const at = HEADER + index * frame
    if (!log.subarray(at + 8, at + 16).equals(salt)) continue
    if (transactions > 0) return `the log ${name} is damaged from its page ${good + 1} on, of ${frames}`
    if (log.readUInt32BE(at + 4) > 0) transactions++
  }
  return null
}

type Sum = readonly [number, number]

function checksum(bytes: Buffer, [first, second]: Sum, bigEndian: boolean): Sum {
  let [a, b] = [first, second]
  for (let at = 0; at < bytes.length; at += 8) {
    const [x, y] = bigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
    a = (a + x + b) >>> 0
    b = (b + y + a) >>> 0
  }
  return [a, b]
}

function sameSum([a, b]: Sum, log: Buffer, at: number): boolean {
  return log.readUInt32BE(at) === a && log.readUInt32BE(at + 4) === b
}
