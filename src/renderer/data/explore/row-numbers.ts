import type { FindingDescription } from '../../../shared/datasets/finding.ts'
import { fieldsOf, scoreFields } from '../../../shared/datasets/finding-fields.ts'

/** A field of rows that histograms are made of. */
export interface NumberField {
  readonly name: string
  readonly title: string
  /** Whether its values are whole numbers. */
  readonly whole: boolean
}

/** Of those that stand over small charts. */
const SHORT: Readonly<Record<string, string>> = {
  'source.length': 'Source words',
  'target.length': 'Target words',
  'source.characters': 'Source characters',
  'target.characters': 'Target characters',
  ratio: 'Length ratio, words',
  'ratio.characters': 'Length ratio, characters',
  unknown: 'Unknown words',
  'source.unknown': 'Unknown source words',
  'target.unknown': 'Unknown target words',
}

const isWhole = (name: string): boolean => /\.(length|characters)$/.test(name) && !name.startsWith('ratio')

/** The numbers that rows have, with titles; scores are called as their findings. */
export function numberFields(findings: readonly FindingDescription[]): NumberField[] {
  const titles = new Map(
    findings.flatMap((one) => scoreFields(one).map((name) => [name, `${one.group}: ${one.title}`])),
  )
  return fieldsOf(findings)
    .offered.filter(({ name, type }) => type === 'number' && name !== 'row')
    .map(({ name, title }) => ({ name, title: SHORT[name] ?? titles.get(name) ?? title, whole: isWhole(name) }))
}
