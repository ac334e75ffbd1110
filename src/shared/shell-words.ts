/** A command whose words a POSIX shell reads as they are. */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:@=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
