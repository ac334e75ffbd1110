import { isLanguage, languageNamed } from '../../../shared/datasets/languages.ts'
import { SPLIT_NAMES } from '../../../shared/datasets/splits.ts'
import { wordsOf } from '../../../shared/white-space.ts'
import { namesColumn } from '../../column-names.ts'
import { splitOfWord } from '../cells.ts'
import type { GuessedOption } from './head.ts'

/** A column with its first values. */
export interface Sample {
  /** As options name it. */
  readonly option: string
  /** As a person knows it: its name, or '' without one. */
  readonly title: string
  readonly values: readonly string[]
}

export interface Sides {
  readonly source: Sample
  readonly target: Sample
  readonly split: Sample | null
  readonly reasons: { readonly source: string; readonly target: string }
  readonly warnings: readonly string[]
}

const SOURCE_NAMES = new Set(
  wordsOf('source src input question text original word grapheme graphemes sentence1 premise'),
)
const TARGET_NAMES = new Set(
  wordsOf('target tgt trg output answer translation reference pronunciation phoneme phonemes sentence2 hypothesis'),
)

/** What the sides are called in other large languages; some are words like any other, so that only both together name columns. */
const SOURCES_ABROAD = new Set(
  wordsOf(`quelle quelltext ausgangstext ausgangssprache fuente origen origem fonte sorgente origine bron brontekst źródło
    источник оригинал kaynak 原文 源 源语言 源文 원문 المصدر स्रोत`),
)
const TARGETS_ABROAD = new Set(
  wordsOf(`ziel zieltext zielsprache übersetzung cible traduction destino objetivo traducción alvo tradução destinazione traduzione
    doel doeltekst vertaling cel tłumaczenie цель перевод hedef çeviri 译文 目标 目标语言 訳文 翻訳 번역 번역문 الهدف الترجمة लक्ष्य अनुवाद`),
)

/** Words beside the language in the name of a column. */
const BESIDE_LANGUAGE = new Set(
  wordsOf(`text texts sentence sentences source src target tgt trg segment phrase string lang language column col translation
    input output original side satz texte frase`),
)

/** Which columns hold source, target and split; null where there are not two with text. */
export function pickSides(columns: readonly Sample[]): Sides | null {
  const split = columns.find(isSplit) ?? null
  const rest = columns.filter((column) => column !== split)
  const ids = rest.filter(isIdentifier)
  const texts = rest.filter((column) => !ids.includes(column))
  const usable = texts.length >= 2 ? texts : rest
  const named = (names: ReadonlySet<string>) => usable.find(({ title }) => names.has(lastName(title)))
  const source = named(SOURCE_NAMES) ?? named(SOURCES_ABROAD)
  const target = named(TARGET_NAMES) ?? named(TARGETS_ABROAD)
  if (source && target) {
    const reasons = { source: `it is called “${source.title}”`, target: `it is called “${target.title}”` }
    return { source, target, split, reasons, warnings: [] }
  }
  const [first, second] = usable
  if (!first || !second) return null
  const skipped = ids.filter((column) => usable !== rest && columns.indexOf(column) < columns.indexOf(second))
  const numbers = skipped.map(describe).join(', ')
  const without = numbers === '' ? '' : `; ${numbers} ${skipped.length === 1 ? 'only numbers' : 'only number'} the rows`
  const reasons = { source: `the first column with text${without}`, target: 'the second column with text' }
  const more =
    texts.length > 2
      ? [`It has ${texts.length} columns with text; ${describe(first)} and ${describe(second)} were taken.`]
      : []
  return { source: first, target: second, split, reasons, warnings: more }
}

/** The options of a choice, as guesses. */
export function sideGuesses(
  { source, target, split, reasons }: Sides,
  options: { source: string; target: string; split: string },
): GuessedOption[] {
  const guesses = [
    { option: options.source, value: source.option, reason: reasons.source },
    { option: options.target, value: target.option, reason: reasons.target },
  ]
  if (!split) return guesses
  const reason = `all its values are names of splits, such as ${SPLIT_NAMES.join(', ')}`
  return [...guesses, { option: options.split, value: split.option, reason }]
}

/** Whether a text is more likely the name of a column than one of its values. */
export function isColumnName(cell: string): boolean {
  const name = cell.trim()
  if (namesColumn(name) || SOURCE_NAMES.has(lastName(name)) || TARGET_NAMES.has(lastName(name))) return true
  if (/^(split|set|subset|score|line|url|domain|lang|language|key|idx|no|#)$/i.test(name)) return true
  return isLanguage(name)
}

/** Whether one of the names is that of the source, and one that of the target, in any large language. */
export function nameSides(names: readonly string[]): boolean {
  const some = (...sets: readonly ReadonlySet<string>[]) =>
    names.some((name) => sets.some((set) => set.has(lastName(name))))
  return some(SOURCE_NAMES, SOURCES_ABROAD) && some(TARGET_NAMES, TARGETS_ABROAD)
}

/** The language that the name of a column names, by itself or with words such as text: `de` of text_de; null without one. */
export function columnLanguage(name: string): string | null {
  const alone = languageNamed(name)
  if (alone !== null) return alone
  const words = name
    .toLowerCase()
    .split(/[\s_.:/()-]+/)
    .filter((word) => word !== '' && !BESIDE_LANGUAGE.has(word))
  const [only, ...more] = words
  return only === undefined || more.length > 0 ? null : languageNamed(only)
}

function lastName(title: string): string {
  const name = title.slice(title.lastIndexOf('.') + 1).toLowerCase()
  return name.trim().replace(/[_-]?(sentence|text)$/, '') || name
}

function isSplit({ values }: Sample): boolean {
  return values.length > 0 && values.every((value) => splitOfWord(value) !== undefined)
}

/** Different in every row, and numbers or keys such as `tu-00012` rather than words; or a single number in each row. */
function isIdentifier({ values }: Sample): boolean {
  if (values.length === 0) return false
  const numbers = values.every((value) => /^\s*[-+]?\d+(\.\d+)?(e-?\d+)?\s*$/i.test(value))
  if (numbers && isCounting(values.map(Number))) return true
  const keys = values.every((value) => /^(?=.*\d)[\w.:/#-]+$/.test(value) && value.length <= 80)
  return keys && values.length > 1 && new Set(values).size === values.length && !numbers
    ? true
    : values.every((value) => /^https?:\/\/\S+$/.test(value)) || values.every((value) => /^\d*\.\d+$/.test(value))
}

function isCounting(values: readonly number[]): boolean {
  return values.length > 1 && values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity))
}

function describe({ title, option }: Sample): string {
  return title === '' ? `column ${option}` : `“${title}”`
}
