// Lines that are hard for a tokeniser, the same as hard_lines.py makes.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const pools = z
  .object({
    words: z.array(z.string()),
    ranges: z.array(z.tuple([z.int(), z.int()])),
    single: z.array(z.int()),
    syllables: z.array(z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL('pools.json', import.meta.url), 'utf8')))

type Below = (bound: number) => number

function stream(seed: number): Below {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % bound
  }
}

export function hardLines(count: number, seed: number): string[] {
  const below = stream(seed)
  return times(count, () => times(below(12), () => hardWord(below)).join(' ') + ' '.repeat(below(2)))
}

function hardWord(below: Below): string {
  const kind = below(8)
  if (kind < 4) return pick(pools.words, below)
  if (kind === 4) return madeWord(below)
  if (kind === 5) return times(below(3), () => pick(pools.words, below)).join('')
  const [first, last] = pools.ranges[below(pools.ranges.length)] ?? [0, 0]
  const text = times(1 + below(4), () => String.fromCodePoint(first + below(last - first + 1))).join('')
  return kind === 7 ? text + String.fromCodePoint(pools.single[below(pools.single.length)] ?? 0) : text
}

/** Few syllables are frequent, as few words are. */
function madeWord(below: Below): string {
  const { syllables } = pools
  return times(1 + below(1 + below(6)), () => syllables[below(1 + below(syllables.length))] ?? '').join('')
}

export function plainLines(count: number, seed: number): string[] {
  const below = stream(seed)
  return times(count, () => times(4 + below(16), () => madeWord(below)).join(' '))
}

function times<T>(count: number, make: () => T): T[] {
  const made: T[] = []
  while (made.length < count) made.push(make())
  return made
}

function pick(list: readonly string[], below: Below): string {
  return list[below(list.length)] ?? ''
}
