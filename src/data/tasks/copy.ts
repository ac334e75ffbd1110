import { symbolFamilies } from './symbols.ts'
import type { Task } from './task.ts'

export const copyTask: Task = {
  id: 'copy',
  title: 'Copy',
  description: 'Say the same symbols again. The gold alignment is the diagonal.',
  tokenizer: 'whitespace',
  hasAlignment: true,
  families: (settings) => symbolFamilies(settings, (symbols) => symbols.map((_, position) => position)),
}
