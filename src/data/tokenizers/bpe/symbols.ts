/** Symbols by numbers: texts are compared and joined only where a new one comes. */
export interface Symbols {
  numberOf(text: string): number
  textOf(number: number): string
  /** The symbol that the two make. */
  merge(first: number, second: number): number
  /** A word with every occurrence of the pair merged, from the left. */
  replace(word: readonly number[], first: number, second: number): number[]
}

/** What Python's \s stands for. */
const PYTHON_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const HAS_SPACE = new RegExp(PYTHON_SPACE)

export function createSymbols(): Symbols {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  const spaced: boolean[] = []
  let isAnySpaced = false // hardly ever
  const numberOf = (text: string) => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, texts.length)
    texts.push(text)
    const isSpaced = HAS_SPACE.test(text)
    spaced.push(isSpaced)
    isAnySpaced ||= isSpaced
    return texts.length - 1
  }
  const textOf = (number: number) => texts[number] ?? ''
  const merge = (first: number, second: number) => numberOf(textOf(first) + textOf(second))
  return {
    numberOf,
    textOf,
    merge,
    replace(word, first, second) {
      if (isAnySpaced && word.some((symbol) => spaced[symbol])) {
        return replaceBetweenSpaces(word.map(textOf), textOf(first), textOf(second)).map(numberOf)
      }
      const merged = merge(first, second)
      const result: number[] = []
      for (let place = 0; place < word.length; place++) {
        const symbol = word[place] ?? 0
        const isPair = symbol === first && word[place + 1] === second
        result.push(isPair ? merged : symbol)
        if (isPair) place++
      }
      return result
    },
  }
}

/**
 * subword-nmt looks for a pair by a regular expression between white space, which white space within a symbol is, too: words
 * are cut at spaces alone.
 */
function replaceBetweenSpaces(word: readonly string[], first: string, second: string): string[] {
  const literal = `${first} ${second}`.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const pair = new RegExp(`(?<=^|${PYTHON_SPACE})${literal}(?=$|${PYTHON_SPACE})`, 'g')
  return word
    .join(' ')
    .replace(pair, () => first + second)
    .split(' ')
}
