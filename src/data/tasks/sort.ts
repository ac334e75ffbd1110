import { symbolFamilies } from './symbols.ts'
import type { Task } from './task.ts'

export const sortTask: Task = {
  id: 'sort',
  title: 'Sort',
  description:
    'Say the symbols in ascending order. Each is aligned to where it stood; equal ones in order of appearance.',
  tokenizer: 'whitespace',
  hasAlignment: true,
  families: (settings) =>
    symbolFamilies(settings, (symbols) =>
      symbols.map((_, position) => position).sort((a, b) => (symbols[a] ?? 0) - (symbols[b] ?? 0) || a - b),
    ),
}
