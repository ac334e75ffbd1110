import crypto from 'node:crypto'

// Without letters and digits that look alike, so that an id can be read out.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A fresh id such as `r7k2m9`; it begins with the letter of its kind, so that it never looks like a number. */
export function newId(kind: 'r' | 'b' | 'd' | 's', taken: (id: string) => boolean): string {
  for (;;) {
    const id = `${kind}${Array.from({ length: 5 }, () => LETTERS[crypto.randomInt(LETTERS.length)]).join('')}`
    if (!taken(id)) return id
  }
}
