import type { SaccadeError } from './errors.ts'

/** Message and hint of an error as one text. */
export function sentence({ message, hint }: Pick<SaccadeError, 'message' | 'hint'>): string {
  const end = /[.!?…]$/.test(message) ? '' : '.'
  return hint ? `${message}${end} ${hint}` : message
}
