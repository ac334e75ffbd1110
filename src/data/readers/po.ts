import type { ReadingOf } from '../../shared/datasets/reading.ts'
import type { Pair, PairBatch } from '../pair.ts'
import { nameOf } from './bytes.ts'
import { filled } from './cells.ts'
import { type PoEntry, createPoParser } from './po-entries.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'
import { readLinesAsTheyCome } from './text.ts'

/** Catalogues of gettext. An entry without a translation, and the header entry, give no pair. */
export const poReader = defineReader('po', readPoPairs)

async function* readPoPairs(
  { path }: PairFile,
  reading: ReadingOf<'po'>,
  context: ReadContext,
): AsyncGenerator<PairBatch> {
  const { signal, onBytes, faults } = context
  const name = nameOf(path)
  const parser = createPoParser(name)
  const known = new Map<string, number>()
  const pairsOf = (entries: readonly PoEntry[]) => {
    const pairs: Pair[] = []
    for (const entry of entries) {
      if (isTwice(entry, known, name, context)) continue
      for (const [source, target] of textsOf(entry, reading)) {
        const pair = { source, target, split: null, place: entry.line }
        const kept = filled(pair, `${name}:${entry.line}`, { source: 'msgid', target: 'msgstr' }, context)
        if (kept) pairs.push(kept)
      }
    }
    return faults.found ? [] : pairs
  }
  let number = 1
  for await (const lines of readLinesAsTheyCome(path, { signal, onBytes, encoding: reading.encoding })) {
    for (const line of lines) parser.add(line, number++)
    yield pairsOf(parser.taken())
  }
  parser.end()
  yield pairsOf(parser.taken())
}

/** gettext refuses a catalogue that says two things of one text; here the second is a bad row. */
function isTwice(entry: PoEntry, known: Map<string, number>, name: string, { faults }: ReadContext): boolean {
  if (entry.obsolete) return false
  const key = `${entry.context ?? ''}\u0004${entry.id}`
  const line = known.get(key)
  if (line === undefined) {
    known.set(key, entry.line)
    return false
  }
  const message = `the text of this entry has one already, on line ${line}: “${entry.id.slice(0, 40)}”`
  faults.add('form', { path: `${name}:${entry.line}`, message }, 'Remove one of the two, for example with msguniq.')
  return true
}

function textsOf(entry: PoEntry, { fuzzy, obsolete, plural, context }: ReadingOf<'po'>): [string, string][] {
  if (entry.id === '' || (entry.fuzzy && !fuzzy) || (entry.obsolete && !obsolete)) return []
  const prefix = context === 'prefix' && entry.context !== null ? `${entry.context} ` : ''
  const [first = ''] = entry.translations
  const singular: [string, string] = [prefix + entry.id, first]
  const texts = [singular]
  if (entry.plural !== null) {
    if (plural === 'none') return []
    if (plural === 'both') texts.push([prefix + entry.plural, entry.translations.at(-1) ?? ''])
  }
  return texts.filter(([, target]) => target !== '')
}
