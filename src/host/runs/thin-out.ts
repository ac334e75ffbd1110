import type { CheckpointRecord } from '../../shared/contract/recorder.ts'

/** Whether what is left may stay. */
export type Fits = (left: readonly CheckpointRecord[]) => boolean

/**
 * Leaves out one checkpoint after the other until what is left fits: always the one whose neighbours are closest to each
 * other, of equals the earlier, so that those that stay are spread over the training. The first and the newest go last,
 * the first before the newest. `kept` ascends by step; both lists of the answer do, too.
 */
export function thinOut(
  kept: readonly CheckpointRecord[],
  fits: Fits,
): { left: CheckpointRecord[]; dropped: CheckpointRecord[] } {
  const left = [...kept]
  while (left.length > 0 && !fits(left)) left.splice(leastMissed(left), 1)
  const stays = new Set(left)
  return { left, dropped: kept.filter((record) => !stays.has(record)) }
}

/** Its place; the first where there are but two. */
function leastMissed(records: readonly CheckpointRecord[]): number {
  let found = 0
  let least = Infinity
  for (let place = 1; place < records.length - 1; place++) {
    const gap = (records[place + 1]?.step ?? NaN) - (records[place - 1]?.step ?? NaN)
    if (gap >= least) continue
    least = gap
    found = place
  }
  return found
}
