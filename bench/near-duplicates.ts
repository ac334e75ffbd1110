/**
 * How many near duplicates are found, by how much they have in common: `node bench/near-duplicates.ts`. Each pair of
 * sentences has a copy with some words replaced, and stands among as many that have nothing to do with it.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { areNear, wordsOfBoth } from '../src/data/findings/near-duplicates.ts'
import { createFindingsPass } from '../src/data/findings/pass.ts'
import { flagOf } from '../src/data/findings/registry.ts'
import { createPace } from '../src/data/pace.ts'
import { randomStream } from '../src/shared/random.ts'

const PAIRS = 40_000
const random = randomStream(1, 'near duplicates', 0)
/** Frequent and rare ones, of letters alone: digits do not tell duplicates apart. */
const word = () =>
  Math.floor(60_000 * random.uniform() ** 3)
    .toString(2)
    .replaceAll('0', 'o')
    .replaceAll('1', 'i')
const sentence = (words: number) => Array.from({ length: words }, word).join(' ')

const pairs: { source: string; target: string }[] = []
for (let i = 0; i < PAIRS; i++) {
  const words = 5 + random.integer(26)
  pairs.push({ source: sentence(words), target: sentence(words) })
}
for (const { source, target } of pairs.slice(0, PAIRS / 2)) {
  const words = source.split(' ').length
  const replaced = random.integer(Math.max(2, Math.ceil(words / 4)))
  const change = (text: string) => {
    const cut = text.split(' ')
    for (let k = 0; k < replaced; k++) cut[random.integer(cut.length)] = word()
    return cut.join(' ')
  }
  pairs.push({ source: change(source), target: change(target) })
}

const pass = createFindingsPass(join(tmpdir(), `saccade-near-duplicates-${process.pid}`))
pass.add(pairs)
const none = { source: '', target: '' }
const { columns } = await pass.finish({
  splits: new Uint8Array(pairs.length),
  read: (row) => pairs[row] ?? none,
  pace: createPace(),
})

pass.close()

const bands = [0.8, 0.85, 0.9, 0.95, 1]
const counts = bands.map(() => ({ all: 0, found: 0 }))
for (let i = 0; i < PAIRS / 2; i++) {
  const row = PAIRS + i
  const [a, b] = [wordsOfBoth(pairs[i] ?? none), wordsOfBoth(pairs[row] ?? none)]
  const flags = columns.flags[row] ?? 0
  if (!areNear(a, b) || (flags & (flagOf('duplicate') | flagOf('duplicate-letters'))) !== 0) continue
  const common = [...a].filter((one) => b.has(one)).length
  const jaccard = common / (a.size + b.size - common)
  const count = counts[bands.findIndex((from, k) => jaccard >= from && jaccard < (bands[k + 1] ?? 2))]
  if (!count) continue
  count.all++
  if (flags & flagOf('duplicate-near')) count.found++
}
console.log('in common   near duplicates   found')
for (const [k, { all, found }] of counts.entries()) {
  if (all > 0)
    console.log(
      `${bands[k]} and more`.padEnd(14),
      String(all).padStart(13),
      `${((100 * found) / all).toFixed(1)} %`.padStart(7),
    )
}
const [all, found] = [counts.reduce((sum, one) => sum + one.all, 0), counts.reduce((sum, one) => sum + one.found, 0)]
console.log('all'.padEnd(14), String(all).padStart(13), `${((100 * found) / all).toFixed(1)} %`.padStart(7))
