import fs from 'node:fs'
import { randomStream } from '../../src/shared/random.ts'

const SYLLABLES = 'ba ro pa ti gu len mor sä ki do wu ne fi ex cha on ri ta su vel dan hir nos kur ep'.split(' ')
const WORDS = 120_000
const CHUNK = 1 << 20

/**
 * Writes so many pairs of made-up Latin text as TSV, 14 words a side on average, with what is usually wrong with pairs in some
 * percent of them: repeats, near repeats, sides left empty of letters, lengths that do not fit, numbers, marks, damage.
 */
export function writePairs(file: string, pairs: number): void {
  const random = randomStream(7, 'bench/data', 0)
  const pick = <Of>(from: readonly Of[]): Of => from[random.integer(from.length)] as Of
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 1 + random.integer(4) }, () => pick(SYLLABLES)).join(''),
  )
  // A few words are most of the text, as in any language.
  const word = () => words[Math.floor(random.uniform() ** 3 * WORDS)] ?? ''
  const side = (most: number) => `${Array.from({ length: 4 + random.integer(most) }, word).join(' ')}.`
  const defects: readonly ((source: string, target: string) => [string, string])[] = [
    (source) => [source, source],
    (source) => [source, '-'],
    (source, target) => [`${source} 1999`, `${target} 2001`],
    (source, target) => [source, `<b>${target}</b> http://example.org/a`],
    (source, target) => [source, target.replaceAll('a', 'Ã¤')],
    (source, target) => [source, `${target}\u0007`],
    (source, target) => [source, `${target.slice(0, 9)} ${'la la la '.repeat(5)}`],
    (source, target) => [source, `${target} ${target} ${target} ${target}`],
    (source, target) => [source.toUpperCase(), target.slice(0, 12)],
  ]
  const out = fs.openSync(file, 'w')
  try {
    let text = ''
    let last: [string, string] = ['x', 'y']
    for (let pair = 0; pair < pairs; pair++) {
      const chance = random.uniform()
      let made: [string, string] = [side(21), side(21)]
      if (chance < 0.03) made = last
      else if (chance < 0.04) made = [`${last[0]} ${word()}`, last[1]]
      else if (chance < 0.1) made = pick(defects)(...made)
      if (random.uniform() < 0.05) last = made
      text += `${made[0]}\t${made[1]}\n`
      if (text.length > CHUNK) {
        fs.writeSync(out, text)
        text = ''
      }
    }
    fs.writeSync(out, text)
  } finally {
    fs.closeSync(out)
  }
}
