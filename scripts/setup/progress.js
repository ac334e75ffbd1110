// Progress on standard error, so that standard output stays free for results:
// a bar that redraws itself on a terminal, now and then a plain line elsewhere.
import process from 'node:process'

const BAR_WIDTH = 28
const REDRAW_MS = 100
const PLAIN_STEP = 0.25

/**
 * @typedef {object} Progress
 * @property {(label: string) => void} start      begin a new part; ends the one before
 * @property {(done: number, total?: number) => void} update   bytes or steps done, of how many
 * @property {(note?: string) => void} finish
 * @property {(text: string) => void} say         one line of its own
 */

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream = process.stderr) {
  const live = Boolean(stream.isTTY) && !process.env.CI
  let label = ''
  let drawnAt = 0
  let saidShare = 0

  function clear() {
    if (live) stream.write('\r\x1b[2K')
  }

  return {
    start(text) {
      if (label) this.finish()
      label = text
      drawnAt = 0
      saidShare = 0
      if (live) stream.write(`${label} …`)
      else stream.write(`${label}\n`)
    },
    update(done, total) {
      if (!label) return
      const share = total ? Math.min(1, done / total) : undefined
      if (!live) {
        if (share === undefined || share < saidShare + PLAIN_STEP || share >= 1) return
        saidShare = Math.floor(share / PLAIN_STEP) * PLAIN_STEP
        stream.write(`  ${Math.round(share * 100)} %  (${megabytes(done)} of ${megabytes(total)})\n`)
        return
      }
      const now = Date.now()
      if (now - drawnAt < REDRAW_MS) return
      drawnAt = now
      clear()
      if (share === undefined) {
        stream.write(`${label}  ${megabytes(done)}`)
        return
      }
      const full = Math.round(share * BAR_WIDTH)
      const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
      stream.write(`${label}  ${bar}  ${megabytes(done)} of ${megabytes(total)}`)
    },
    finish(note = '') {
      if (!label) return
      clear()
      if (live) stream.write(`${label}: ${note || 'done'}\n`)
      else if (note) stream.write(`  ${note}\n`)
      label = ''
    },
    say(text) {
      if (label) this.finish()
      stream.write(`${text}\n`)
    },
  }
}

/** @param {number | undefined} bytes */
function megabytes(bytes) {
  return `${Math.round((bytes ?? 0) / 1e6)} MB`
}
