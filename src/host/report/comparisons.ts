import {
  COUNTED,
  comparisonOf,
  errorsOf,
  errorsOptions,
  significanceOptions,
} from '../../shared/board/compared-panels.ts'
import type { Board, BoardPanel } from '../../shared/board/board.ts'
import { groupRuns } from '../../shared/board/groups.ts'
import { readOptions } from '../../shared/board/read-options.ts'
import { COMPARED_METRICS, type ComparisonRequest, comparisonRequestSchema } from '../../shared/contract/comparison.ts'
import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { type ReportData, comparisonKey } from '../../shared/report/report-data.ts'
import { SLICINGS } from '../../shared/slices/registry.ts'
import type { GatherContext } from './gather-context.ts'

interface ComparingParts {
  readonly runs: Pick<RunHandlers, 'compare'>
  readonly outputs: Pick<OutputHandlers, 'lacking'>
}

/** What a panel asks as it stands, and what it asks when somebody chooses something else in it. */
interface Questions {
  readonly now: ComparisonRequest
  readonly all: readonly ComparisonRequest[]
}

/**
 * What the board's panels of errors and significance show, whatever is chosen in them. A report decodes nothing: of runs that have
 * not said anything of their validation pairs yet, such a panel is absent. @throws aborted
 */
export async function comparisonsOf(
  board: Board,
  runs: readonly RunSummary[],
  parts: ComparingParts,
  context: GatherContext,
): Promise<Pick<ReportData, 'comparisons' | 'absent'>> {
  const groups = groupRuns(runs, board.grouping).map((group) => group.runs.map(({ run }) => run))
  const answers = new Map<string, ReportData['comparisons'][number]>()
  const absent: ReportData['absent'][number][] = []
  for (const panel of board.panels) {
    const questions = questionsOf(panel, groups, board.baseline)
    if (!questions) continue
    const lacking = await parts.outputs.lacking(ofCheckpoint(questions.now), context)
    if (lacking.length > 0) {
      absent.push({ panel: panel.id, why: toldLacking(lacking) })
      continue
    }
    for (const [at, request] of questions.all.entries()) {
      context.tell('Comparing runs', at, questions.all.length)
      const complete = comparisonRequestSchema.parse(request)
      const key = comparisonKey(complete)
      if (answers.has(key)) continue
      try {
        answers.set(key, { key, found: await parts.runs.compare(complete, context) })
      } catch (error) {
        if (!(error instanceof SaccadeError) || error.code === 'aborted') throw error
        answers.set(key, { key, refused: toErrorData(error) })
      }
    }
  }
  return { comparisons: [...answers.values()], absent }
}

function questionsOf(
  panel: BoardPanel,
  groups: readonly (readonly RunId[])[],
  baseline: RunId | null,
): Questions | null {
  const { kind, options: given } = panel
  if (kind === 'significance') {
    const options = readOptions({ options: significanceOptions }, given)
    const now = comparisonOf(groups, baseline, options)
    return (
      now && {
        now,
        all: there(COMPARED_METRICS.map((metric) => comparisonOf(groups, baseline, { ...options, metric }))),
      }
    )
  }
  if (kind !== 'errors') return null
  const options = readOptions({ options: errorsOptions }, given)
  const now = errorsOf(groups, baseline, options)
  const all = SLICINGS.flatMap(({ id }) =>
    COUNTED.map((metric) => errorsOf(groups, baseline, { ...options, by: id, metric })),
  )
  return now && { now, all: there(all) }
}

const there = (requests: readonly (ComparisonRequest | null)[]) => requests.filter((one) => one !== null)
const ofCheckpoint = ({ runs, checkpoint }: ComparisonRequest) => ({ runs: runs.flat(), checkpoint })

function toldLacking({ length }: readonly RunId[]): string {
  const what = `${counted(length, 'run')} had not decoded the validation pairs when this page was made.`
  return `${what} In Saccade, press “Work out” in this panel, and export the page again.`
}
