/** How often each n-gram of one order occurs in a text, by the n-gram's number. */
export type NgramCounts = readonly number[]

/**
 * Counts the n-grams of orders 1 to `longest` of several texts, of which each is a list of its parts.
 * @returns by order and text; n-grams of one order are numbered alike in all the texts
 */
export function countNgrams(texts: readonly (readonly string[])[], longest: number): NgramCounts[][] {
  const known = new Map<string, number>()
  const numbers = texts.map((text) => text.map((part) => numberIn(known, part)))
  const parts: Numbered = { numbers, kinds: known.size }
  const orders = [parts]
  for (let order = 2; order <= longest; order++) orders.push(lengthen(orders.at(-1) ?? parts, parts, order))
  return orders.slice(0, longest).map((ngrams) => ngrams.numbers.map((text) => countEach(text, ngrams.kinds)))
}

/** How many n-grams of an order a text of so many parts has. */
export function ngramsIn(parts: number, order: number): number {
  return Math.max(parts - order + 1, 0)
}

/** How many n-grams the two have in common, each as often as it occurs in both. */
export function sharedNgrams(left: NgramCounts, right: NgramCounts): number {
  let shared = 0
  for (let number = 0; number < left.length; number++) shared += Math.min(left[number] ?? 0, right[number] ?? 0)
  return shared
}

/** The n-grams of each text, one after another, by numbers below `kinds`. */
interface Numbered {
  readonly numbers: readonly (readonly number[])[]
  readonly kinds: number
}

/** Numbers the n-grams of an order, each by the shorter one it begins with and its last part. */
function lengthen(shorter: Numbered, parts: Numbered, order: number): Numbered {
  // An array of all pairs is several times as fast as a map, and for sentences small.
  const pairs = shorter.kinds * parts.kinds
  const raised = pairs <= ROOM.length ? ROOM.fill(0, 0, pairs) : null // numbers and 1; 0 where there is none yet
  const known = new Map<number, number>()
  let kinds = 0
  const numbers = shorter.numbers.map((text, which) => {
    const last = parts.numbers[which] ?? []
    const longer: number[] = []
    for (let place = order - 1; place < last.length; place++) {
      const pair = (text[place - order + 1] ?? NaN) * parts.kinds + (last[place] ?? NaN)
      if (raised) longer.push((raised[pair] ||= ++kinds) - 1)
      else longer.push(numberIn(known, pair))
    }
    return longer
  })
  return { numbers, kinds: raised ? kinds : known.size }
}

/** Room for the numbers of pairs, for one call at a time. */
const ROOM = new Int32Array(4096)

/** Numbers from 0 on, in the order in which things come. */
function numberIn<Thing>(known: Map<Thing, number>, thing: Thing): number {
  const number = known.get(thing)
  if (number !== undefined) return number
  known.set(thing, known.size)
  return known.size - 1
}

function countEach(numbers: readonly number[], kinds: number): number[] {
  const counts = new Array<number>(kinds).fill(0)
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1
  return counts
}
