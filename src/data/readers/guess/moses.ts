import type { Guess, Head } from './head.ts'

/** A pair of text files is known by being two. */
export function guessMoses(head: Head): Guess | null {
  if (head.file.targets === undefined) return null
  return {
    reading: { format: 'moses', encoding: head.encoding },
    guesses: [],
    cells: [],
    choices: [],
    warnings: [],
  }
}
