import { join } from 'node:path'
import { type CompleteFindRequest } from '../../src/shared/contract/outputs.ts'
import { findOutputs } from '../../src/shared/outputs/find-outputs.ts'
import { createPace } from '../../src/data/pace.ts'
import { createKeptOutputs } from '../../src/host/outputs/kept-outputs.ts'
import { layOut } from '../../src/host/folder/data-folder.ts'
import { createRunStore } from '../../src/host/runs/run-store.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { listOutputs, packPairs, putOutputs } from '../../src/host/storage/outputs.ts'
import { insertFinishedRun, setBest } from '../../src/host/storage/runs.ts'
import { pairOf } from '../../src/host/fixtures/pair-output.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { type ValidationPair, columnsOf } from '../../src/shared/outputs/pair-outputs.ts'
import { runId } from './histories.ts'
import { type Measure, numbers, rounds } from './measure.ts'

const STEP = 100
const WORDS = 1000

/** Outputs of ten runs beside each other, as the host finds them for the window and the command line. */
export const outputsFiltered: Measure = {
  id: 'outputs',
  title: 'outputs of 10 runs × 10,000 sentences',
  async run({ sizes, scratch }) {
    const { runs, pairs } = sizes.outputs
    const folder = layOut(scratch())
    const database = openDatabase(join(folder.root, 'history.sqlite'))
    try {
      const ids = Array.from({ length: runs }, (_, run) => runId(run))
      const bytes = fill(database, ids, pairs)
      const store = createRunStore({
        database,
        folder,
        emit: () => undefined,
        now: Date.now,
        freeReserve: () => undefined,
      })
      const kept = createKeptOutputs(store, () => Promise.reject(new Error('Nothing is decoded here')))
      const nothing = () => Promise.reject(new Error('No dataset is asked here'))
      const parts = { ...kept, mask: nothing, nameOf: (run: string) => run, pace: createPace }
      const find = async (where: string, rest: Partial<CompleteFindRequest> = {}): Promise<number> => {
        const request = { runs: ids, checkpoint: 'best' as const, where, offset: 0, count: 100, make: false, ...rest }
        const from = performance.now()
        await findOutputs(request, parts)
        return performance.now() - from
      }
      const first = await find('')
      const filters: readonly (readonly [what: string, where: string])[] = [
        ['where A is right and B is wrong', 'a.exact:yes b.exact:no'],
        ['where the runs disagree', 'disagree:yes'],
        ['by a word in any of them', 'w77'],
      ]
      const figures = [numbers('the first look, which reads them', 'ms', [first])]
      for (const [what, where] of filters) {
        await find(where) // texts are put together once
        figures.push(numbers(`filtered ${what}`, 'ms', await rounds(sizes.rounds, () => find(where)), { bound: 150 }))
      }
      const sort = { field: 'b.edits', descending: true }
      const sorted = await rounds(sizes.rounds, () => find('source.length > 8', { sort }))
      figures.push(numbers('filtered by length and sorted', 'ms', sorted, { bound: 150 }))
      figures.push(numbers('kept of a sentence and run', 'bytes/value', [bytes / pairs]))
      return figures
    } finally {
      database.close()
    }
  },
}

/** Sentences of words as frequent as Zipf says, which runs copy with errors of their own. Says how many bytes a run takes. */
function fill(database: ReturnType<typeof openDatabase>, ids: readonly string[], count: number): number {
  const source = { kind: 'task', task: 'copy' }
  const configuration = parseConfiguration(composeConfiguration({ preset: 'bigru-bahdanau', source }))
  const word = (line: number, at: number) => `w${Math.floor(WORDS ** (((line * 7919 + at * 104_729) % 9973) / 9973))}`
  const pairs = Array.from({ length: count }, (_, place): ValidationPair => {
    const tokens = Array.from({ length: 4 + (place % 13) }, (__, at) => word(place, at))
    return { place, source: tokens, target: tokens, alternatives: [], rarest: place % 90, unknown: 0 }
  })
  const list = packPairs({ pairs, among: count })
  database.transaction(() => {
    for (const [run, id] of ids.entries()) {
      insertFinishedRun(
        database,
        { id, name: id, dataName: 'copy', configuration },
        { step: STEP, reason: '', time: 1 },
      )
      setBest(database, id, { value: 1, step: STEP })
      const outputs = columnsOf(
        pairs.map((pair) => {
          const said = pair.target.map((token, at) => ((pair.place * 31 + at * 17 + run * 7) % 40 === 0 ? 'w1' : token))
          return pairOf(pair, said, { score: -((pair.place * 7 + run) % 97) / 10 })
        }),
      )
      putOutputs(database, { run: id, step: STEP }, { list, outputs, most: Infinity })
    }
  })()
  return listOutputs(database, ids[0] ?? '')[0]?.bytes ?? NaN
}
