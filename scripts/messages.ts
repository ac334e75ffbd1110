// Writes src/data/messages/messages.json: the messages of the TypeScript compiler in English and in other languages.
// `node scripts/messages.ts`; it was run once, since a later compiler may come without its translations.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MESSAGE_LANGUAGES } from '../src/shared/config/data.ts'
import { packageRoot } from './setup/places.js'

const compiler = join(packageRoot, 'node_modules', 'typescript', 'lib')
const translationsSchema = z.record(z.string(), z.string())

/** English by key, out of the calls that define a message: `diag(1005, 1, "_0_expected_1005", "'{0}' expected.")`. */
function englishMessages(): Map<string, string> {
  const program = readFileSync(join(compiler, '_tsc.js'), 'utf8')
  const definitions = program.matchAll(/diag\(-?\d+, \d \/\*[^*]*\*\/, "([^"]+)", ("(?:[^"\\]|\\.)*")/g)
  return new Map(Array.from(definitions, ([, key = '', text = '""']) => [key, z.string().parse(JSON.parse(text))]))
}

function translations(language: string): Record<string, string> {
  return translationsSchema.parse(
    JSON.parse(readFileSync(join(compiler, language, 'diagnosticMessages.generated.json'), 'utf8')),
  )
}

/** One line a sentence: what a message breaks into lines is no sentence to translate. */
const isSentence = (text: string | undefined): text is string => text !== undefined && !/[\n\r\t]/.test(text)

const english = englishMessages()
const inLanguages = MESSAGE_LANGUAGES.map(translations)
const rows = Array.from(english, ([key, text]) => [text, ...inLanguages.map((texts) => texts[key])]).filter((row) =>
  row.every(isSentence),
)
writeFileSync(
  join(packageRoot, 'src', 'data', 'messages', 'messages.json'),
  `{"languages": ${JSON.stringify(['en', ...MESSAGE_LANGUAGES])}, "messages": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}\n`,
)
console.log(`${rows.length} messages in English, ${MESSAGE_LANGUAGES.join(', ')}`)
