import { putSnapshot } from '../../src/host/storage/snapshots.ts'
import type { Database } from '../../src/host/storage/sqlite.ts'
import { putWatched } from '../../src/host/storage/watched.ts'
import type { AttentionMap } from '../../src/shared/contract/attention.ts'

/** One watched sentence of so many tokens, kept at so many steps. */
export interface KeptMapsShape {
  readonly tokens: number
  readonly kept: number
}

/** What a run that learns to reverse would keep: attention that sharpens, outputs that come right, both modes. */
export function putMaps(database: Database, run: string, seed: number, { tokens, kept }: KeptMapsShape): void {
  const words = Array.from({ length: tokens - 1 }, (_, i) => `w${(i * 7) % 100}`)
  const reference = [...words].reverse()
  const links = reference.map((_, t) => [tokens - 2 - t, t] as const)
  const alignment = { sure: links, possible: links }
  putWatched(database, run, [{ index: 0, source: [...words, '<eos>'], reference, alignment }])
  for (let i = 0; i < kept; i++) {
    const learnt = (i + 1) / kept
    const output = reference.map((word, t) => ((t * 31 + seed) % kept < i ? word : `w${(t + i + seed) % 100}`))
    const maps = [mapOf('free-running', words, output, learnt), mapOf('teacher-forced', words, reference, learnt)]
    putSnapshot(database, run, { step: i + 1, sentences: [{ index: 0, text: output.join(' '), maps }] })
  }
}

function mapOf(mode: AttentionMap['mode'], words: readonly string[], output: readonly string[], learnt: number) {
  const [source, target] = [
    [...words, '<eos>'],
    [...output, '<eos>'],
  ]
  const weights = new Float32Array(source.length * target.length)
  for (let t = 0; t < target.length; t++) {
    const row = weights.subarray(t * source.length, (t + 1) * source.length)
    row.forEach((_, s) => (row[s] = Math.exp((-3 * learnt * Math.abs(s - (words.length - 1 - t))) / (1 + (t % 5)))))
    const sum = row.reduce((all, weight) => all + weight, 0)
    row.forEach((weight, s) => (row[s] = weight / sum))
  }
  return { mode, source, target, layers: 1, heads: 1, weights }
}
