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

/**
 * Where runs are put together, each run has the colour of its group: that which one of its runs was given, else a hue of
 * its own in the order of the groups. So two groups are told apart however many runs lie between their first ones.
 */
export function groupColours(
  groups: readonly { readonly runs: readonly Pick<BoardRun, 'run'>[] }[],
  listed: readonly Pick<BoardRun, 'run' | 'colour'>[],
  runs: ReadonlyMap<RunId, Pick<RunSummary, 'colour'>>,
): ReadonlyMap<RunId, RunColour> {
  const given = new Map(listed.map(({ run, colour }) => [run, colour ?? runs.get(run)?.colour]))
  const taken = new Set<number>()
  return new Map(
    groups.flatMap((group, i) => {
      const css = group.runs.map(({ run }) => given.get(run)).find((one) => one)
      const colour = css ? givenColour(css) : runColour(take(i, taken))
      return group.runs.map(({ run }): [RunId, RunColour] => [run, colour])
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
