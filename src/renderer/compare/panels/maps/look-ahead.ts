import { onScopeDispose } from 'vue'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { type SnapshotStore, bytesOf } from '../../../history/snapshot-store.ts'

/** Where something kept is shown. */
interface Place {
  readonly run: RunId
  readonly sentence: number
  readonly step: number
}

/** Steps fetched ahead of a cursor that moves, and behind it. */
const AHEAD = 5
const BEHIND = 1
/** Milliseconds that the cursor rests before further steps are fetched, the nearest first, so that a slider finds them here. */
const REST = 250
/** Bytes of weights that may be fetched so: half of what the store keeps. */
const MOST = 64 * 2 ** 20

/** Fetches what the slider may ask for next. If that fails, the real look says so. */
export function createLookAhead(store: SnapshotStore): (places: readonly Place[], direction: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let time = 0
  onScopeDispose(stop)
  function stop(): void {
    clearTimeout(timer)
    time += 1
  }

  const at = ({ run, sentence, step }: Place, by: number): Place | null => {
    const steps = store.index(run)?.steps ?? []
    const place = steps.indexOf(step)
    const near = place < 0 ? undefined : steps[place + by]
    return near === undefined ? null : { run, sentence, step: near }
  }
  const isHere = ({ run, sentence, step }: Place) => store.peek(run, sentence, step) !== undefined
  const fetch = ({ run, sentence, step }: Place) => store.fetch(run, sentence, step).catch(() => null)

  /** One step of all maps after the other, so that what is really asked for has little to wait for. */
  async function fetchRest(places: readonly Place[]): Promise<void> {
    const mine = ++time
    let left = MOST
    for (let by = 1; left > 0 && mine === time; by += 1) {
      const near = [by, -by].flatMap((far) => places.map((place) => at(place, far)))
      const found = near.filter((place) => place !== null)
      if (found.length === 0) return
      const come = await Promise.all(found.filter((place) => !isHere(place)).map(fetch))
      for (const one of come) left -= one ? bytesOf(one) : MOST
    }
  }

  return (places, direction) => {
    stop()
    for (const place of places) {
      for (let i = -BEHIND; i <= AHEAD; i += 1) {
        const near = i === 0 ? null : at(place, i * direction)
        if (near && !isHere(near)) void fetch(near)
      }
    }
    if (places.length > 0) timer = setTimeout(() => void fetchRest(places), REST)
  }
}
