export interface HeartbeatOptions {
  readonly ping: () => Promise<unknown>
  /** Milliseconds between two beats. */
  readonly interval: number
  /** Milliseconds of silence after which `onDead` is called, once. */
  readonly deadline: number
  /** Called at each beat that finds the last ping unanswered, with the silence so far; with 0 when an answer comes. */
  readonly onSilence: (milliseconds: number) => void
  readonly onDead: () => void
}

/**
 * Pings at intervals, one ping at a time, and counts how long one stays unanswered. Silence is counted
 * in beats, not by the clock: while this process or the whole machine sleeps, nobody could answer.
 * Returns what ends it.
 */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const { ping, interval, deadline, onSilence, onDead } = options
  let waiting = false
  let silence = 0
  let stopped = false
  const timer = setInterval(beat, interval)

  function beat(): void {
    if (waiting) {
      silence += interval
      onSilence(silence)
      if (silence >= deadline) {
        stop()
        onDead()
      }
      return
    }
    waiting = true
    ping().then(answered, answered) // a ping that fails is an answer too; a lost channel is noticed elsewhere
  }

  function answered(): void {
    if (stopped) return
    waiting = false
    if (silence > 0) onSilence(0)
    silence = 0
  }

  function stop(): void {
    stopped = true
    clearInterval(timer)
  }
  return stop
}
