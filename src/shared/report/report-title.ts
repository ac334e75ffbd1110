/** Runs that a title names. */
const MOST_NAMED = 3

/** What a report is called, in its tab and at its head: as its board, else by its runs. */
export function reportTitle(board: string, runs: readonly { readonly name: string }[]): string {
  if (board !== '') return board
  const named = runs.slice(0, MOST_NAMED).map(({ name }) => name)
  const more = runs.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
