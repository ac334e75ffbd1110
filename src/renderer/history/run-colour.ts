import type { RunSummary } from '../../shared/contract/runs.ts'
import { RUN_COLOUR_COUNT, type RunColour, givenColour, runColour } from '../ui/colours.ts'

type ColouredRun = Pick<RunSummary, 'colour' | 'sequence'>

/** The place of the hue of a run that nobody gave a colour: by its place in the history, so it is one wherever one looks. */
export function usualPlace({ sequence }: Pick<ColouredRun, 'sequence'>): number {
  return (sequence - 1) % RUN_COLOUR_COUNT
}

/** The colour that the user gave the run, else the hue of its place in the history. A board may have another. */
export function colourOfRun(run: ColouredRun): RunColour {
  return run.colour ? givenColour(run.colour) : runColour(usualPlace(run))
}
