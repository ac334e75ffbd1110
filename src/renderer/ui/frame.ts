import { isOnPaper } from './paper.ts'

/** While the page is hidden there are no frames; then this many milliseconds pass between two flushes. */
const HIDDEN_PACE = 1000

/**
 * Runs `flush` at most once per animation frame, and not sooner than `interval` milliseconds after the
 * last time, however often it is asked for. A hidden page gets no frames, so there a slow timer takes over; what goes on
 * paper gets none either, and is drawn at once.
 */
export function createFrameQueue(flush: () => void, interval = 0): () => void {
  let waiting = false
  let last = -Infinity
  const run = () => {
    waiting = false
    last = performance.now()
    flush()
  }
  const onFrame = () => requestAnimationFrame(run)
  return function ask(): void {
    if (isOnPaper()) {
      run()
      return
    }
    if (waiting) return
    waiting = true
    const wait = last + interval - performance.now()
    if (document.hidden) setTimeout(run, HIDDEN_PACE)
    else if (wait > 0) setTimeout(onFrame, wait)
    else onFrame()
  }
}

/** Runs `work` when what has changed by now has been painted; at once where nothing is. */
export function afterPainting(work: () => void): void {
  if (document.hidden || isOnPaper()) work()
  else requestAnimationFrame(() => requestAnimationFrame(work))
}
