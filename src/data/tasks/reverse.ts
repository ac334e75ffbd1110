import { symbolFamilies } from './symbols.ts'
import type { Task } from './task.ts'

export const reverseTask: Task = {
  id: 'reverse',
  title: 'Reverse',
  description: 'Say the symbols in reverse order. The gold alignment is the anti-diagonal.',
  tokenizer: 'whitespace',
  hasAlignment: true,
  families: (settings) =>
    symbolFamilies(settings, (symbols) => symbols.map((_, position) => symbols.length - 1 - position)),
}
