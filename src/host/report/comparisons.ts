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
  type ComparedMetric,
  type ComparisonRequest,
  MOST_COMPARED_RUNS,
  comparisonRequestSchema,
} from '../../shared/contract/comparison.ts'
import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { type ReportData, comparisonKey } from '../../shared/report/report-data.ts'
import { SLICINGS } from '../../shared/slices/registry.ts'
import type { GatherContext } from './gather-context.ts'
import { refusalOf } from './refusal.ts'

/** What a panel asks at first, and all that it asks whatever is chosen in it; of the same runs each. */
interface Questions {
  readonly first: ComparisonRequest
  readonly all: readonly ComparisonRequest[]
}

const TOO_MANY = `It compares at most ${MOST_COMPARED_RUNS} runs. In Saccade, take some off the board, and export the page again.`

/** A panel of errors or significance that can be shown, with what it asks. */
export interface ComparingPanel {
  readonly panel: BoardPanel
  readonly questions: Questions
}

/**
 * The board's panels of errors and significance. A report decodes nothing: of runs that have not said anything of their validation
 * pairs yet, such a panel is absent. @throws aborted
 */
export async function comparingPanels(
  board: Board,
  runs: readonly RunSummary[],
  { outputs }: { readonly outputs: Pick<OutputHandlers, 'lacking'> },
  context: GatherContext,
): Promise<{ there: readonly ComparingPanel[]; absent: ReportData['absent'] }> {
  const groups = groupRuns(runs, board.grouping).map((group) => group.runs.map(({ run }) => run))
  const there: ComparingPanel[] = []
  const absent: ReportData['absent'][number][] = []
  for (const panel of board.panels) {
    const questions = questionsOf(panel, groups, board.baseline)
    if (!questions) continue
    const isTooMany = questions.first.runs.flat().length > MOST_COMPARED_RUNS
    const lacking = isTooMany ? [] : await outputs.lacking(ofCheckpoint(questions.first), context)
    if (isTooMany) absent.push({ panel: panel.id, why: TOO_MANY })
    else if (lacking.length > 0) absent.push({ panel: panel.id, why: toldLacking(lacking) })
    else there.push({ panel, questions })
  }
  return { there, absent }
}

/**
 * What they show at first, so that the page need not work it out when it is opened; or all that can be chosen in them.
 * @throws aborted
 */
export async function comparisonsOf(
  panels: readonly ComparingPanel[],
  all: boolean,
  service: Pick<RunHandlers, 'compare'>,
  context: GatherContext,
): Promise<ReportData['comparisons']> {
  const answers = new Map<string, ReportData['comparisons'][number]>()
  const asked = panels.flatMap(({ questions }) => (all ? questions.all : [questions.first]))
  for (const [at, request] of asked.entries()) {
    context.tell('Comparing runs', at, asked.length)
    const complete = comparisonRequestSchema.parse(request)
    const key = comparisonKey(complete)
    if (answers.has(key)) continue
    try {
      answers.set(key, { key, found: await service.compare(complete, context) })
    } catch (error) {
      answers.set(key, { key, refused: refusalOf(error) })
    }
  }
  return [...answers.values()]
}

function questionsOf(
  panel: BoardPanel,
  groups: readonly (readonly RunId[])[],
  baseline: RunId | null,
): Questions | null {
  const { kind, options: given } = panel
  if (kind === 'significance') {
    const options = readOptions({ options: significanceOptions }, given)
    const ask = (metric: ComparedMetric) => comparisonOf(groups, baseline, { ...options, metric })
    return questionsIn(ask(options.metric), COMPARED_METRICS.map(ask))
  }
  if (kind !== 'errors') return null
  const options = readOptions({ options: errorsOptions }, given)
  const all = SLICINGS.flatMap(({ id }) =>
    COUNTED.map((metric) => errorsOf(groups, baseline, { ...options, by: id, metric })),
  )
  return questionsIn(errorsOf(groups, baseline, options), all)
}

function questionsIn(first: ComparisonRequest | null, all: readonly (ComparisonRequest | null)[]): Questions | null {
  const there = all.filter((one) => one !== null)
  const [usual] = there
  return usual ? { first: first ?? usual, all: there } : null
}
const ofCheckpoint = ({ runs, checkpoint }: ComparisonRequest) => ({ runs: runs.flat(), checkpoint })

function toldLacking({ length }: readonly RunId[]): string {
  const what = `${counted(length, 'run')} had not decoded the validation pairs when this page was made.`
  return `${what} In Saccade, press “Work out” in this panel, and export the page again.`
}
