import type { Board, BoardPanel } from '../../shared/board/board.ts'
import { MOST_COMPARED_RUNS } from '../../shared/contract/comparison.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { sortField } from '../../shared/outputs/find-outputs.ts'
import { MOST_RUNS_BESIDE, outputFields } from '../../shared/outputs/output-fields.ts'
import type { ValidationPair } from '../../shared/outputs/pair-outputs.ts'
import type {
  ComparedConfiguration,
  OutputRequest,
  OutputRows,
  OutputsSource,
} from '../../shared/outputs/run-outputs.ts'
import { compileQuery } from '../../shared/query/compile.ts'
import { askedOf } from '../../shared/query/asks-for.ts'
import { type HeldRun, type ReportOutputs, packOutputs } from '../../shared/report/report-outputs.ts'
import { datasetRows } from '../../shared/slices/dataset-rows.ts'
import type { GatherContext } from './gather-context.ts'
import { refusalOf } from './refusal.ts'
import { type OutputsQuestion, firstWithin, placesInOrder, tokensIn } from './thin-outputs.ts'

/** Tokens of pairs and outputs, all runs together, that a report holds unless it is told to hold all: about five megabytes. */
const MOST_TOKENS = 2e6
/** With all of them: more makes a page that no browser opens with pleasure. */
const MOST_OF_ALL = 40e6

export interface OutputParts {
  readonly runs: Pick<RunHandlers, 'get'>
  readonly source: OutputsSource
}

interface Asked {
  readonly request: OutputRequest
  readonly found: OutputRows
  readonly configuration: ComparedConfiguration
}

export interface OutputBounds {
  /** Whether all are held, however many they are. */
  readonly all?: boolean | undefined
  /** Else so many tokens. */
  readonly most?: number | undefined
}

/**
 * What the runs say of their validation pairs, as far as it was decoded before: all of it where there is room, and else of the
 * pairs that come first in the panels of outputs.
 * @param compared the panels that compare runs and are not absent
 * @throws bad-usage where `all` is too much; aborted
 */
export async function outputsOf(
  board: Board,
  ids: readonly RunId[],
  { compared, all = false, most = MOST_TOKENS }: OutputBounds & { readonly compared: readonly BoardPanel[] },
  { runs: service, source }: OutputParts,
  context: GatherContext,
): Promise<{ outputs: ReportOutputs; notes: readonly string[] }> {
  const notes = new Set<string>()
  const questions = board.panels
    .filter(({ kind }) => kind === 'outputs')
    .map((panel) => questionOf(panel, ids, board.cursor.where))
  const comparesAll = compared.length === 0 || ids.length <= MOST_COMPARED_RUNS
  const requests = new Map<string, OutputRequest>()
  const ask = (runs: readonly RunId[], checkpoint: 'best' | 'last') => {
    for (const run of runs) {
      const key = `${run} ${checkpoint}`
      if (!requests.has(key)) requests.set(key, { run, checkpoint })
    }
  }
  for (const { runs, checkpoint } of questions) ask(runs, checkpoint)
  const shown = new Set(requests.values())
  if (comparesAll) for (const panel of compared) ask(ids, checkpointOf(panel))

  const pace = source.pace(context.signal)
  const there: Asked[] = []
  const missing: HeldRun[] = []
  for (const [place, request] of [...requests.values()].entries()) {
    context.tell('Reading outputs', place, requests.size)
    try {
      const found = source.kept(request)
      if (found) there.push({ request, found, configuration: await comparedOf(request.run, service, context) })
      else missing.push({ ...request, refused: null })
    } catch (error) {
      missing.push({ ...request, refused: refusalOf(error) })
    }
    await pace.breathe()
  }
  // Two panels may ask for two checkpoints of a run.
  const silent = new Set(missing.flatMap((one) => ('refused' in one && one.refused === null ? one.run : [])))
  if (silent.size > 0) notes.add(`No outputs of ${counted(silent.size, 'run')}, which did not decode the pairs before`)

  const tokens = tokensIn(there.map(({ found }) => found))
  if (all && tokens > MOST_OF_ALL) throw tooMany(tokens)
  const fits = all || tokens <= most
  // What only comparisons look at takes no room from what is shown.
  const wanted = fits ? there : there.filter(({ request }) => shown.has(request))
  const found = wanted.map((one) => one.found)
  const few = fits
    ? found
    : await firstWithin(found, await placesInOrder(questions, found, source, notes, context), most, pace)
  const kept = wanted.flatMap((one, place) => (few[place] ? [{ ...one, found: few[place] }] : []))
  const looked = wanted.length > 0 ? wanted : there
  const among = Math.max(0, ...looked.map(({ found }) => found.pairs.length))
  const pairs = Math.max(0, ...kept.map(({ found }) => found.pairs.length))
  if (!fits) notes.add(toldThinned(pairs, among, compared.length > 0))
  else if (!comparesAll) notes.add(`Of more than ${MOST_COMPARED_RUNS} runs, ${ALONE}`)

  const lists: (readonly ValidationPair[])[] = []
  const held: HeldRun[] = []
  for (const { request, found, configuration } of kept) {
    const { step, leftOut, outputs } = found
    let list = lists.indexOf(found.pairs)
    if (list < 0) list = lists.push(found.pairs) - 1
    held.push({ ...request, step, list, leftOut, outputs: packOutputs(outputs), configuration })
  }
  const masks = await masksOf(queriesOf(board, compared), kept, lists, source, context, notes)
  return {
    outputs: {
      lists: lists.map((list) => ({
        pairs: list,
        among: kept.find(({ found }) => found.pairs === list)?.found.among ?? list.length,
      })),
      runs: [...held, ...missing],
      masks,
      whole: fits && comparesAll,
      held: pairs < among ? { pairs, among } : null,
    },
    notes: [...notes],
  }
}

/** What of a configuration it takes to compare. @throws storage where it cannot be read */
async function comparedOf(
  run: RunId,
  service: OutputParts['runs'],
  context: GatherContext,
): Promise<ComparedConfiguration> {
  const { data, model } = (await service.get({ run }, context)).configuration
  return {
    data: { tokenizer: data.tokenizer, vocabulary: data.vocabulary },
    model: { attention: { score: model.attention.score } },
  }
}

/** As the panel asks it, without an order or a filter that cannot be read, such as one by a run that was taken off. */
function questionOf({ options }: BoardPanel, ids: readonly RunId[], where: string): OutputsQuestion {
  const { sort: field, descending } = options
  const runs = ids.slice(0, MOST_RUNS_BESIDE)
  const fields = outputFields(runs.length)
  const isSorted = typeof field === 'string' && sortField(field, fields) !== undefined
  return {
    runs,
    checkpoint: checkpointOf({ options }),
    where: compileQuery(where, fields).ok ? where : '',
    ...(isSorted && { sort: { field, descending: descending === true } }),
  }
}

function checkpointOf({ options }: Pick<BoardPanel, 'options'>): 'best' | 'last' {
  return options.checkpoint === 'last' ? 'last' : 'best'
}

/** Queries of rows of a dataset that the board asks. */
function queriesOf({ panels, cursor }: Board, compared: readonly BoardPanel[]): ReadonlySet<string> {
  const ofPairs = panels.some(({ kind }) => kind === 'outputs') ? askedOf(cursor.where, datasetRows.field) : []
  const ofSlices = compared.flatMap(({ options: { rows } }) => (typeof rows === 'string' ? [rows.trim()] : []))
  return new Set([...ofPairs, ...ofSlices].filter((query) => query !== ''))
}

async function masksOf(
  queries: ReadonlySet<string>,
  kept: readonly Asked[],
  lists: readonly (readonly ValidationPair[])[],
  source: OutputsSource,
  context: GatherContext,
  notes: Set<string>,
): Promise<ReportOutputs['masks']> {
  const masks: ReportOutputs['masks'][number][] = []
  for (const query of queries) {
    for (const [list, pairs] of lists.entries()) {
      const of = kept.find(({ found }) => found.pairs === pairs)
      if (!of) continue
      try {
        masks.push({ query, list, mask: await source.mask(of.found, query, context.signal) })
      } catch (error) {
        notes.add(`Not which rows “${query}” finds: ${refusalOf(error).message}`)
      }
    }
  }
  return masks
}

const ALONE = 'errors and significance against the baseline of the board alone'

function toldThinned(pairs: number, among: number, compares: boolean): string {
  const what =
    pairs === among
      ? `Outputs of the runs that the panels of outputs show`
      : pairs > 0
        ? `Outputs of the ${pairs} pairs of ${among} that come first as the board filters and sorts them`
        : `No outputs of the ${among} pairs, which are many`
  return `${what}${compares ? `, and ${ALONE}` : ''}; “saccade report … --all-outputs” writes all of them`
}

function tooMany(tokens: number): SaccadeError {
  return new SaccadeError('bad-usage', `The page would hold ${Math.round(tokens / 1e6)} million tokens of outputs`, {
    hint: `A page holds at most ${MOST_OF_ALL / 1e6} million: take fewer runs, or leave --all-outputs away.`,
  })
}
