import type { CompleteFindRequest, FoundOutput, FoundOutputs, FoundPair, FoundRun } from '../contract/outputs.ts'
import type { RunId } from '../contract/runs.ts'
import { SaccadeError } from '../errors.ts'
import { ratioValue } from '../ratio.ts'
import { compileQuery } from '../query/compile.ts'
import { askedOf } from '../query/asks-for.ts'
import { datasetRows } from '../slices/dataset-rows.ts'
import { type ComparedPair, outputFields } from './output-fields.ts'
import { checkSamePairs, createChoice, rowsInCommon } from './choose.ts'
import { type RunRows, createPairView } from './compared-pairs.ts'
import type { OutputsSource, RunOutputs } from './run-outputs.ts'

type FindParts = Omit<OutputsSource, 'stepOf'>

/** What says which pairs fit, and in which order they come. */
type FitRequest = Pick<CompleteFindRequest, 'runs' | 'checkpoint' | 'make' | 'where' | 'sort'>

interface Fitting extends Pick<FoundOutputs, 'pairs' | 'notDecoded' | 'leftOut'> {
  readonly runs: readonly RunRows[]
  /** Indexes of rows of the runs. */
  readonly fitting: readonly number[]
}

/** Outputs of runs beside each other, filtered, sorted and paged. @throws not-found, bad-usage, aborted */
export async function findOutputs(
  { offset, count, ...request }: CompleteFindRequest,
  parts: FindParts,
  signal?: AbortSignal,
): Promise<FoundOutputs> {
  const { runs, fitting, ...found } = await fittingPairs(request, parts, signal)
  return {
    ...found,
    runs: runs.map((run) => summary(run, fitting)),
    found: fitting.length,
    rows: fitting.slice(offset, offset + count).map((at) => foundPair(runs, at)),
  }
}

/** The places, among all validation pairs, of those that fit, in order. @throws not-found, bad-usage, aborted */
export async function findPlaces(request: FitRequest, parts: FindParts, signal?: AbortSignal): Promise<number[]> {
  const { runs, fitting } = await fittingPairs(request, parts, signal)
  const [first] = runs
  return fitting.flatMap((at) => first?.outputs.pairs[first.rows[at] ?? -1]?.place ?? [])
}

async function fittingPairs(request: FitRequest, parts: FindParts, signal?: AbortSignal): Promise<Fitting> {
  const { runs: asked, checkpoint, make } = request
  const choice = createChoice()
  const notDecoded: RunId[] = []
  const named = asked.map((run) => ({ run, name: parts.nameOf(run) }))
  const found = await choice.each(named, async (one) => {
    const outputs = make ? await parts.made({ ...one, checkpoint }, signal) : parts.kept({ ...one, checkpoint })
    if (!outputs) notDecoded.push(one.run)
    return { ...one, outputs }
  })
  const there = found.flatMap(({ outputs, ...one }) => (outputs ? [{ ...one, outputs }] : []))
  const alike = await choice.each(there, (one) => {
    const [first] = there
    if (first) checkSamePairs(one.outputs, first.outputs, first.name)
    return one.outputs
  })
  const rows = rowsInCommon(alike)
  const runs = alike.map((outputs, index): RunRows => ({ outputs, rows: rows[index] ?? new Int32Array(0) }))
  const pairs = rows[0]?.length ?? 0
  // Letters are those of the runs that were asked for, whether they are there or not.
  const first = asked.flatMap((run) => alike.find((outputs) => outputs.run === run) ?? [])[0]
  const masks = new Map<string, Uint8Array>()
  if (first) {
    for (const query of askedOf(request.where, datasetRows.field))
      masks.set(query, await parts.mask(first, query, signal))
  }
  const view = createPairView(
    asked.map((run) => runs.find(({ outputs }) => outputs.run === run)),
    masks,
  )
  const fields = outputFields(asked.length)
  const matches = readQuery(request.where, fields)
  const fitting: number[] = []
  const pace = parts.pace(signal)
  for (let at = 0; at < pairs; at++) {
    view.at = at
    if (matches(view)) fitting.push(at)
    if (at % 1000 === 999) await pace.breathe()
  }
  if (request.sort) {
    const key = keyOf(request.sort.field, fields)
    const keys = new Map<number, number>()
    for (const at of fitting) {
      view.at = at
      keys.set(at, key(view))
      if (keys.size % 1000 === 0) await pace.breathe()
    }
    sortBy(fitting, keys, request.sort.descending)
  }
  return { runs, pairs, fitting, notDecoded, leftOut: choice.leftOut }
}

type Fields = ReturnType<typeof outputFields>

function readQuery(text: string, fields: Fields): (pair: ComparedPair) => boolean {
  const compiled = compileQuery(text, fields)
  if (compiled.ok) return (pair) => compiled.matches(pair)
  const { message, start } = compiled.problem
  throw new SaccadeError('bad-usage', `The filter cannot be read at character ${start + 1}: ${message}`, {
    hint: `Fields are ${fields.offered.map(({ name }) => name).join(', ')}.`,
  })
}

const isNumber = ({ type }: Fields['offered'][number]) => type === 'number' || type === 'flag'

/** The field of that name, where outputs can be sorted by it. */
export function sortField(name: string, fields: Fields): Fields['offered'][number] | undefined {
  return fields.find(name).find(isNumber)
}

function keyOf(name: string, fields: Fields): (pair: ComparedPair) => number {
  const field = sortField(name, fields)
  if (!field) {
    const numbers = fields.offered.filter(isNumber).map((one) => one.name)
    throw new SaccadeError('bad-usage', `Outputs cannot be sorted by “${name}”`, {
      hint: `Sort by one of ${numbers.join(', ')}.`,
    })
  }
  return (pair) => {
    const value = field.read(pair)
    // Of several places, the first.
    return value === null || value === undefined ? NaN : Number(Array.isArray(value) ? (value as string[])[0] : value)
  }
}

/** Equal ones stay in the order of the data; what has no number comes last. */
function sortBy(places: number[], keys: ReadonlyMap<number, number>, descending: boolean): void {
  const sign = descending ? -1 : 1
  places.sort((a, b) => {
    const [left = NaN, right = NaN] = [keys.get(a), keys.get(b)]
    if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
    return sign * (left - right)
  })
}

function summary({ outputs: { run, step, outputs }, rows }: RunRows, fitting: readonly number[]): FoundRun {
  let [exact, edits, references] = [0, 0, 0]
  for (const at of fitting) {
    const row = rows[at] ?? -1
    exact += outputs.exact[row] ?? 0
    edits += outputs.edits[row] ?? 0
    references += outputs.references[row] ?? 0
  }
  return {
    ...{ run, step },
    exact: ratioValue({ numerator: exact, denominator: fitting.length }),
    errorRate: ratioValue({ numerator: edits, denominator: references }),
  }
}

function foundPair(runs: readonly RunRows[], at: number): FoundPair {
  const [first] = runs
  const row = first?.rows[at] ?? -1
  const pair = first?.outputs.pairs[row]
  if (!pair) throw new RangeError(`There is no pair ${at}`)
  const texts = { sourceText: first.outputs.source(row), targetText: first.outputs.references(row)[0] ?? '' }
  return { ...pair, ...texts, outputs: runs.map(({ outputs, rows }) => foundOutput(outputs, rows[at] ?? -1)) }
}

function foundOutput({ outputs, tokens }: RunOutputs, row: number): FoundOutput {
  return {
    tokens: tokens(row),
    score: outputs.scores[row] ?? NaN,
    exact: outputs.exact[row] === 1,
    edits: outputs.edits[row] ?? NaN,
    alignmentError: (outputs.misaligned[row] ?? NaN) / (outputs.links[row] ?? NaN),
  }
}
