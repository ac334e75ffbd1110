import type { BoardRun } from '../../shared/board/board.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { usualPlace } from '../history/run-colour.ts'
import { RUN_COLOURS, RUN_COLOUR_COUNT, type RunColour, givenColour, runColour } from '../ui/colours.ts'

/**
 * A colour for each run of a board: the board's, else the run's own, else the hue of its place in the history, or the
 * next that no run before it on the board has. So it is the same in every window, and a run that is added changes none.
 */
export function boardColours(
  listed: readonly Pick<BoardRun, 'run' | 'colour'>[],
  runs: ReadonlyMap<RunId, Pick<RunSummary, 'colour' | 'sequence'>>,
): ReadonlyMap<RunId, RunColour> {
  const taken = new Set<number>()
  return new Map(
    listed.map(({ run, colour }) => {
      const known = runs.get(run)
      const given = colour ?? known?.colour
      return [run, given ? givenColour(given) : runColour(take(known ? usualPlace(known) : 0, taken))]
    }),
  )
}

/** The first free place from `wanted` on, every hue before any hue with dashes; when all are taken they come again. */
function take(wanted: number, taken: Set<number>): number {
  if (taken.size === RUN_COLOURS) taken.clear()
  for (let look = 0; look < RUN_COLOURS; look += 1) {
    const place = look - (look % RUN_COLOUR_COUNT) + ((wanted + look) % RUN_COLOUR_COUNT)
    if (taken.has(place)) continue
    taken.add(place)
    return place
  }
  return wanted
}
