import type { QueryProblem } from '../../shared/query/query.ts'

/** A fault as it is shown: the text before it, itself, what follows; and in words with its place. */
export interface ShownFault {
  readonly before: string
  /** One space wide where something is missing. */
  readonly at: string
  readonly after: string
  readonly said: string
}

export function faultIn(text: string, { message, start, end }: QueryProblem): ShownFault {
  const fault = text.slice(start, end)
  const after = text.slice(end)
  const place = fault !== '' ? `at “${fault}”` : after.trim() === '' ? 'at the end' : `before “${after.trim()}”`
  // Most messages name it themselves.
  const said = fault !== '' && message.includes(`“${fault}”`) ? message : `${message}, ${place}`
  return { before: text.slice(0, start), at: fault || ' ', after, said }
}
