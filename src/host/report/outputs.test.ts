import { expect, test } from 'vitest'
import { createPace } from '../../data/pace.ts'
import { type Board, boardSchema } from '../../shared/board/board.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { findOutputs } from '../../shared/outputs/find-outputs.ts'
import { type ValidationPair, columnsOf } from '../../shared/outputs/pair-outputs.ts'
import { type OutputsSource, type RunOutputs, runOutputs } from '../../shared/outputs/run-outputs.ts'
import { reportedOutputs } from '../../shared/report/report-outputs.ts'
import { pairOf } from '../fixtures/pair-output.ts'
import { type OutputBounds, outputsOf } from './outputs.ts'
import { pinnedOutputs } from './pinned-outputs.ts'
import { tokensIn } from './thin-outputs.ts'

const PAIRS = 400
const configuration = parseConfiguration(composeConfiguration({ source: { kind: 'task', task: 'reverse' } }))
const pairs: ValidationPair[] = Array.from({ length: PAIRS }, (_, place) => {
  const source = Array.from({ length: 2 + (place % 9) }, (__, at) => `w${(place + at) % 50}`)
  return { place, source, target: source.toReversed(), alternatives: [], rarest: place % 7, unknown: 0 }
})
/** Each is wrong about every so many-th pair. */
const runs = { good: 10, bad: 2 }
const said = Object.entries(runs).map(([run, every]) => {
  const rows = pairs.map((pair) => pairOf(pair, pair.place % every === 0 ? pair.source.slice(0, 1) : pair.target))
  return runOutputs({ run, step: 1, among: PAIRS, leftOut: 0, pairs, outputs: columnsOf(rows) }, configuration)
})
const source: OutputsSource = {
  stepOf: () => 1,
  kept({ run }) {
    if (run === 'gone') throw new SaccadeError('not-found', 'The run has no best checkpoint')
    return said.find((one) => one.run === run) ?? null
  },
  made: () => Promise.reject(new Error('nothing is decoded')),
  mask: () => Promise.reject(new SaccadeError('bad-usage', 'no dataset')),
  nameOf: (run) => run,
  pace: createPace,
}
const context = { signal: new AbortController().signal, tell: () => undefined }
const ids = ['good', 'bad', 'gone', 'silent']

function gather(panels: readonly object[], bounds: OutputBounds = {}, where = '', of = ids) {
  const board: Board = boardSchema.parse({ panels, cursor: { where } })
  const compared = board.panels.filter(({ kind }) => kind === 'significance' || kind === 'errors')
  const get = () => Promise.resolve({ configuration }) as never
  return outputsOf(board, of, { compared, ...bounds }, { runs: { get }, source }, context)
}
const panel = (kind: string, options = {}) => ({ id: kind, kind, options })
const sorted = { sort: 'source.length', descending: true }

test('a report finds in what it holds what the history finds, and says of the other runs what is wrong', async () => {
  const { outputs, notes } = await gather([panel('outputs')])
  expect(outputs).toMatchObject({ whole: true, held: null })
  expect(notes).toEqual(['No outputs of 1 run, which did not decode the pairs before'])
  const held = reportedOutputs(outputs, (run) => run)
  for (const where of ['', 'disagree:yes', 'a.exact:yes b.exact:no', 'w7 source.length > 4']) {
    const asked = { runs: ids, checkpoint: 'best' as const, where, offset: 5, count: 10, make: false }
    const request = { ...asked, sort: { field: 'b.edits', descending: true } }
    const found = await findOutputs(request, held)
    expect(found).toEqual(await findOutputs(request, source))
    expect(found).toMatchObject({ notDecoded: ['silent'], leftOut: [{ run: 'gone' }] })
  }
  await expect(held.made({ run: 'silent', checkpoint: 'best' })).rejects.toThrow('had not decoded')
})

test('of more outputs than there is room for a report holds the pairs that come first on the board, and says so', async () => {
  const most = tokensIn(said) / 4
  const { outputs, notes } = await gather([panel('outputs', sorted), panel('significance')], { most }, 'b.exact:no')
  const held = reportedOutputs(outputs, (run) => run)
  const all = outputs.runs.flatMap(({ run, checkpoint }) =>
    ['gone', 'silent'].includes(run) ? [] : (held.kept({ run, checkpoint }) ?? []),
  )
  expect(all).toHaveLength(2)
  expect(tokensIn(all)).toBeLessThanOrEqual(most)
  expect(tokensIn(all)).toBeGreaterThan(most / 2)
  const count = outputs.held?.pairs ?? 0
  expect(outputs).toMatchObject({ whole: false, held: { among: PAIRS } })
  expect(notes[1]).toMatch(
    new RegExp(`Outputs of the ${count} pairs of ${PAIRS} .* against the baseline .*--all-outputs`),
  )
  const asked = { runs: ids, checkpoint: 'best' as const, where: 'b.exact:no', offset: 0, count, make: false }
  const request = { ...asked, sort: { field: 'source.length', descending: true } }
  expect((await findOutputs(request, held)).rows).toEqual((await findOutputs(request, source)).rows)

  expect((await gather([panel('outputs')], { most, all: true })).outputs).toMatchObject({ whole: true, held: null })
  const none = await gather([panel('significance')], { most })
  expect(none.outputs).toMatchObject({ whole: false, held: { pairs: 0, among: PAIRS } })
})

test('a board that shows no outputs takes none along', async () => {
  expect(await gather([panel('values')])).toMatchObject({ outputs: { lists: [], runs: [], whole: true }, notes: [] })
})

test('what room there is is filled, whatever the board filters and sorts by', async () => {
  const most = tokensIn(said) / 2
  const count = async (where: string, options = {}) =>
    (await gather([panel('outputs', options)], { most }, where)).outputs.held?.pairs ?? 0
  const room = await count('')
  expect(room).toBeGreaterThan(PAIRS / 3)
  // By a run that was taken off, by words, by a filter that cannot be read, and by one that few pairs fit.
  expect(await count('', { sort: 'x.edits' })).toBe(room)
  expect(await count('', { sort: 'source' })).toBe(room)
  expect(await count('a.exact:(')).toBe(room)
  const { outputs, notes } = await gather([panel('outputs')], { most }, 'a.exact:no')
  const places = outputs.lists.flatMap(({ pairs: held }) => held.map(({ place }) => place))
  expect(places.length).toBeGreaterThan(PAIRS / 3)
  expect(places).toEqual(expect.arrayContaining(pairs.map(({ place }) => place).filter((place) => place % 10 === 0)))
  expect(notes).not.toContainEqual(expect.stringContaining('order of the data'))

  // Rows of a dataset that is gone.
  const gone = await gather([panel('outputs')], { most }, 'rows:"source.length > 3"')
  expect(gone.outputs.held?.pairs).toBe(room)
  expect(gone.notes).toContain('Pairs in the order of the data, not of the board: no dataset')
})

test('outputs that only comparisons look at take no room from those shown; a run that lacks two checkpoints is one', async () => {
  const most = tokensIn(said)
  const last = panel('significance', { checkpoint: 'last' })
  const { outputs, notes } = await gather([panel('outputs'), last], { most })
  expect(notes).toEqual([
    'No outputs of 1 run, which did not decode the pairs before',
    expect.stringMatching(
      /^Outputs of the runs that the panels of outputs show, and errors .* baseline .*--all-outputs/,
    ),
  ])
  expect(outputs).toMatchObject({ whole: false, held: null })
  expect(outputs.runs.filter((one) => 'outputs' in one).map(({ run, checkpoint }) => [run, checkpoint])).toEqual([
    ['good', 'best'],
    ['bad', 'best'],
  ])
})

test('of more runs than can be compared at once only the comparisons of the board are there, which is said', async () => {
  const many = [...ids, ...Array.from({ length: 100 }, (_, i) => `silent${i}`)]
  const { outputs, notes } = await gather([panel('outputs'), panel('errors')], {}, '', many)
  expect(outputs.whole).toBe(false)
  expect(notes).toContainEqual(expect.stringMatching(/^Of more than 100 runs, errors .* baseline of the board alone$/))
})

test('a checkpoint stays what it was when it was read first, though its run is trained meanwhile', async () => {
  let step = 1
  const made = () => ({ ...said[0], step }) as RunOutputs
  const trained = { ...source, stepOf: () => step, kept: made, made: () => Promise.resolve(made()) }
  const pinned = pinnedOutputs(trained)
  const request = { run: 'good', checkpoint: 'best' as const }
  expect(pinned.kept(request)?.step).toBe(1)
  step = 2
  expect(pinned.stepOf(request)).toBe(1)
  expect((await pinned.made(request)).step).toBe(1)
  expect((await pinned.made({ ...request, checkpoint: 'last' })).step).toBe(2)
})
