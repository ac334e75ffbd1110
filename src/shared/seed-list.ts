import { LARGEST_SEED as LARGEST } from './seed.ts'

const MOST = 100

export type SeedList = { ok: true; seeds: number[] } | { ok: false; message: string }

/** Reads “1, 2, 5-8” as a list of seeds, each once, in the order written. */
export function parseSeeds(text: string): SeedList {
  const seeds = new Set<number>()
  for (const part of text.split(/[,;\s]+/).filter((piece) => piece !== '')) {
    const match = /^(\d+)(?:[-–](\d+))?$/.exec(part)
    if (!match) return { ok: false, message: `“${part}” is not a seed; write whole numbers such as 1, 2, 3 or 1-5` }
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (last > LARGEST) return { ok: false, message: `${last} is too large; the largest seed is ${LARGEST}` }
    if (last < first) return { ok: false, message: `${part} runs backwards; write ${last}-${first}` }
    if (last - first >= MOST) return { ok: false, message: `${part} is more than ${MOST} seeds` }
    for (let seed = first; seed <= last; seed += 1) seeds.add(seed)
  }
  if (seeds.size === 0) return { ok: false, message: 'Give at least one seed' }
  if (seeds.size > MOST) return { ok: false, message: `${seeds.size} seeds are more than ${MOST}` }
  return { ok: true, seeds: [...seeds] }
}
