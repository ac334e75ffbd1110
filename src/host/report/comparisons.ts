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
import {
  COMPARED_METRICS,
  type ComparisonRequest,
  MOST_COMPARED_RUNS,
  comparisonRequestSchema,
} from '../../shared/contract/comparison.ts'
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

/** All that a panel asks, whatever is chosen in it; of the same runs each. */
interface Questions {
  readonly first: ComparisonRequest
  readonly all: readonly ComparisonRequest[]
}

const TOO_MANY = `It compares at most ${MOST_COMPARED_RUNS} runs. In Saccade, take some off the board, and export the page again.`

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
    if (questions.first.runs.flat().length > MOST_COMPARED_RUNS) {
      absent.push({ panel: panel.id, why: TOO_MANY })
      continue
    }
    const lacking = await parts.outputs.lacking(ofCheckpoint(questions.first), context)
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
        // Without where it happened, which names folders of this machine.
        answers.set(key, { key, refused: { ...toErrorData(error), stack: undefined } })
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
    return questionsIn(COMPARED_METRICS.map((metric) => comparisonOf(groups, baseline, { ...options, metric })))
  }
  if (kind !== 'errors') return null
  const options = readOptions({ options: errorsOptions }, given)
  return questionsIn(
    SLICINGS.flatMap(({ id }) => COUNTED.map((metric) => errorsOf(groups, baseline, { ...options, by: id, metric }))),
  )
}

function questionsIn(requests: readonly (ComparisonRequest | null)[]): Questions | null {
  const all = requests.filter((one) => one !== null)
  const [first] = all
  return first ? { first, all } : null
}
const ofCheckpoint = ({ runs, checkpoint }: ComparisonRequest) => ({ runs: runs.flat(), checkpoint })

function toldLacking({ length }: readonly RunId[]): string {
  const what = `${counted(length, 'run')} had not decoded the validation pairs when this page was made.`
  return `${what} In Saccade, press “Work out” in this panel, and export the page again.`
}
