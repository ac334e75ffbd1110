import { SaxesParser } from 'saxes'
import type { ReadingOf } from '../../shared/datasets/reading.ts'
import type { SaccadeError } from '../../shared/errors.ts'
import type { Pair, PairBatch } from '../pair.ts'
import { nameOf } from './bytes.ts'
import { filled } from './cells.ts'
import { badData } from './problems.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'
import { TAG_END, readText } from './text.ts'
import { type Unit, createUnitReader, matchLanguage } from './tmx-units.ts'

/** Translation memories. A unit gives the pair of its first variants in the two languages; others are passed over. */
export const tmxReader = defineReader('tmx', readTmxPairs)

async function* readTmxPairs(
  { path }: PairFile,
  reading: ReadingOf<'tmx'>,
  context: ReadContext,
): AsyncGenerator<PairBatch> {
  const { signal, onBytes, faults } = context
  const name = nameOf(path)
  if (reading.sourceLanguage === '' || reading.targetLanguage === '') {
    throw badData(name, `${name} is a translation memory, and no languages were chosen`, {
      hint: `Set ${context.optionName('sourceLanguage')} and ${context.optionName('targetLanguage')}, such as en and de.`,
    })
  }
  const units = readUnits(
    name,
    readText(path, { signal, onBytes, encoding: reading.encoding }, TAG_END),
    reading.inline,
  )
  for await (const batch of units) {
    const pairs: Pair[] = []
    for (const unit of batch) {
      const pair = pairOfUnit(unit, `${name}:${unit.line}`, reading, context)
      if (pair) pairs.push(pair)
    }
    yield faults.found ? [] : pairs
  }
}

/** The units of a memory, some thousands at a time. @throws bad-data naming the line */
export async function* readUnits(
  name: string,
  pieces: AsyncIterable<string>,
  inline: ReadingOf<'tmx'>['inline'],
): AsyncGenerator<readonly Unit[]> {
  // Its messages begin with the line and column.
  const parser = new SaxesParser()
  const units = createUnitReader(() => parser.line, inline)
  parser.on('opentag', units.open)
  parser.on('closetag', units.close)
  parser.on('text', units.text)
  parser.on('cdata', units.text)
  parser.on('doctype', (text) => {
    if (!/<!ENTITY/i.test(text)) return
    throw badData(name, `${name}:${parser.line} declares entities of its own, which are not read`, {
      line: parser.line,
      hint: 'Replace the entities by their text, for example: xmllint --noent. Refused since a few of them can stand for gigabytes.',
    })
  })
  const reading = async function* () {
    for await (const piece of pieces) {
      parser.write(piece)
      yield units.taken()
    }
    parser.close()
    yield units.taken()
  }
  try {
    yield* reading()
  } catch (error) {
    throw isXmlError(error) ? xmlFault(name, error, units.begun()) : error
  }
  if (units.root() !== 'tmx') {
    throw badData(name, `${name} is XML but no translation memory: it begins with <${units.root()}>`, {
      hint: 'Choose a TMX file.',
    })
  }
}

const PLACE = /^(\d+):(\d+): /

function isXmlError(error: unknown): error is Error {
  return error instanceof Error && PLACE.test(error.message)
}

function xmlFault(name: string, error: Error, begun: number | null): SaccadeError {
  const [all = '', line = '1', column = ''] = PLACE.exec(error.message) ?? []
  const words = error.message.slice(all.length)
  if (/unclosed tag/.test(words) && begun !== null) {
    return badData(name, `${name}:${begun}: a unit (<tu>) begins here and is never closed`, {
      line: begun,
      hint: 'The file seems to be cut short; copy or download it again.',
      cause: error,
    })
  }
  return badData(name, `${name}:${line}: the XML is broken at character ${column}: ${words.replace(/\.$/, '')}`, {
    line: Number(line),
    hint:
      begun === null
        ? 'Check the file, for example: xmllint --noout.'
        : `It is in the unit that begins on line ${begun}.`,
    cause: error,
  })
}

function pairOfUnit(unit: Unit, origin: string, reading: ReadingOf<'tmx'>, context: ReadContext): Pair | null {
  const languages = Array.from(unit.texts.keys())
  const [source, target] = [reading.sourceLanguage, reading.targetLanguage].map((wanted) =>
    matchLanguage(wanted, languages),
  )
  if (source === undefined || target === undefined) {
    const missing = source === undefined ? reading.sourceLanguage : reading.targetLanguage
    const message = `the unit has no text in ${missing}, only in ${languages.join(', ') || 'no language'}`
    context.faults.add('form', { path: origin, message }, 'Choose other languages, or leave such units out.')
    return null
  }
  const pair = {
    source: unit.texts.get(source) ?? '',
    target: unit.texts.get(target) ?? '',
    split: null,
    place: unit.line,
  }
  return filled(pair, origin, { source: reading.sourceLanguage, target: reading.targetLanguage }, context)
}
