/**
 * Runs `flush` at most once per animation frame however often it is asked for. A hidden page gets no
 * frames, so there a slow timer takes over and nothing piles up.
 */
export function createFrameQueue(flush: () => void): () => void {
  let waiting = false
  return function ask(): void {
    if (waiting) return
    waiting = true
    const run = () => {
      waiting = false
      flush()
    }
    if (document.hidden) setTimeout(run, 1000)
    else requestAnimationFrame(run)
  }
}
