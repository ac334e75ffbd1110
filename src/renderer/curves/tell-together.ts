import { createFrameQueue } from '../ui/frame.ts'

/**
 * Milliseconds between two changes of the values of all charts that follow the cursor. Only those of the one that is pointed
 * at are read while something moves; and a hundred numbers cost a browser more to lay out than all else that a move does.
 */
const PACE = 250

const waiting = new Set<() => void>()
const flush = createFrameQueue(() => {
  const all = [...waiting]
  waiting.clear()
  for (const tell of all) tell()
}, PACE)

/** At once where nothing was told for a while, else soon; all charts in one frame, which is laid out once. */
export function tellTogether(tell: () => void): void {
  waiting.add(tell)
  flush()
}
