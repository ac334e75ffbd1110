/** Runs that keep maps of every kind, made from formulas: for the tests of the maps panel. */
import { layOut } from '../../src/host/folder/data-folder.ts'
import { type Database, openDatabase } from '../../src/host/storage/database.ts'
import { putSnapshot } from '../../src/host/storage/snapshots.ts'
import { putWatched } from '../../src/host/storage/watched.ts'
import type { AttentionMap, DecodingMode } from '../../src/shared/contract/attention.ts'
import { type PreparedRun, prepareHistory } from '../support/prepared-history.ts'

export const RUNS: readonly PreparedRun[] = [
  { id: 'rplain', preset: 'bigru-plain', seed: 1 },
  { id: 'rmain2', preset: 'bigru-bahdanau', seed: 1 },
  { id: 'rother', preset: 'luong-dot', seed: 1 },
  { id: 'rheads', preset: 'lstm-layerwise', seed: 1 },
  { id: 'rlocal', preset: 'luong-local-p', seed: 1 },
  { id: 'rchars', preset: 'luong-concat', seed: 1, assignments: ['data.tokenizer.source=character'] },
  { id: 'rlate2', preset: 'luong-2015', seed: 1 },
  { id: 'rempty', preset: 'luong-2015', seed: 2, state: 'stopped', reason: 'by hand', steps: 0 },
  ...Array.from({ length: 26 }, (_, i): PreparedRun => ({ id: `rm${i + 10}`, preset: 'bahdanau-2015', seed: i + 1 })),
]
const WORDS = ['ab', 'c', 'd']
const SOURCE = [...WORDS, '<eos>']
const REFERENCE = ['d', 'c', 'ab']
const HEBREW = ['שלום', 'לכם', '<eos>']
const LINKS = REFERENCE.map((_, t) => [2 - t, t] as const)
export const KEPT = [0, 100, 200, 400]

export function prepareMaps(dataFolder: string): void {
  prepareHistory(dataFolder, RUNS)
  const database = openDatabase(layOut(dataFolder).database)
  try {
    database.pragma('synchronous = OFF')
    database.transaction(() => {
      for (const { id } of RUNS) rewrite(database, id)
    })()
  } finally {
    database.close()
  }
}

/** Puts what the run keeps in the place of what the prepared history gave it; one run keeps nothing. */
function rewrite(database: Database, run: string): void {
  database.prepare('DELETE FROM snapshot WHERE run = ?').run(run)
  database.prepare('DELETE FROM watched WHERE run = ?').run(run)
  if (run === 'rempty') return
  const source = run === 'rchars' ? ['a', 'b', '␣', 'c', '␣', 'd', '<eos>'] : SOURCE
  const alignment = run === 'rchars' ? null : { sure: LINKS, possible: LINKS }
  putWatched(database, run, [
    { index: 0, source, reference: REFERENCE, alignment },
    { index: 1, source: HEBREW, reference: ['אבג'], alignment: null },
  ])
  for (const step of run === 'rlate2' ? [0, 150] : KEPT) {
    const output = step < 200 && run !== 'rmain2' ? ['d', 'd', 'ab'] : REFERENCE
    putSnapshot(database, run, {
      step,
      sentences: [
        {
          index: 0,
          text: output.join(' '),
          maps: [
            mapOf(run, 'free-running', source, [...output, '<eos>'], step),
            mapOf(run, 'teacher-forced', source, [...REFERENCE, '<eos>'], step),
          ],
        },
        { index: 1, text: 'אבג', maps: [mapOf(run, 'free-running', HEBREW, ['אבג', '<eos>'], step)] },
      ],
    })
  }
}

function mapOf(run: string, mode: DecodingMode, source: string[], target: string[], step: number): AttentionMap {
  const [layers, heads] = run === 'rplain' ? [0, 0] : run === 'rheads' ? [2, 8] : [1, 1]
  const weights = Float32Array.from({ length: layers * heads * target.length * source.length })
  const sharpness = run === 'rother' ? step / 400 : step / 100
  for (let plane = 0; plane < layers * heads; plane++) {
    for (let t = 0; t < target.length; t++) {
      const start = (plane * target.length + t) * source.length
      // The later heads are the sharper ones.
      const scores = source.map((_, s) => Math.exp((-sharpness * (plane + 1) * Math.abs(s - (2 - t))) / 2))
      const sum = scores.reduce((all, one) => all + one, 0)
      scores.forEach((score, s) => (weights[start + s] = score / sum))
    }
  }
  const map = { mode, source, target, layers, heads, weights }
  if (run !== 'rlocal') return map
  const centres = Float32Array.from(target, (_, t) => Math.max(2 - t, 0))
  const outside = Float32Array.from(target, (_, t) => 0.25 * t)
  return { ...map, window: { centres, reach: 1, outside } }
}
