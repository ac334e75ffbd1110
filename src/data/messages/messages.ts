import { z } from 'zod'
import type { MessageLanguage } from '../../shared/config/data.ts'
import type { RawPair } from '../types.ts'

const messagesSchema = z.object({ languages: z.array(z.string()), messages: z.array(z.array(z.string())) })

/** What the TypeScript compiler says, in English and in another language; in the compiler's order (`scripts/messages.ts`). */
export async function loadMessages(language: MessageLanguage): Promise<RawPair[]> {
  const { default: file } = await import('./messages.json', { with: { type: 'json' } })
  const { languages, messages } = messagesSchema.parse(file)
  const [english, other] = [languages.indexOf('en'), languages.indexOf(language)]
  return messages.map((texts) => ({
    source: texts[english] ?? '',
    target: texts[other] ?? '',
    alternatives: [],
    alignment: null,
    origin: '',
  }))
}
