import type { JsonValue } from '../config/assign.ts'

/** Words that everybody in the field writes short. */
const SHORT: Readonly<Record<string, string>> = { learningRate: 'lr' }
/** Groups whose settings say by themselves what they are of. */
const SILENT = new Set(['model', 'attention', 'training', 'optimizer', 'data', 'source', 'evaluation', 'engine'])

/** A setting with its value in a few words, such as `lr 0.002`, `encoder hidden 64` or `input feeding off`. */
export function settingText(path: string, value: JsonValue | undefined): string {
  const [key = '', parent = ''] = path.split('.').reverse()
  const name = key === 'kind' ? [parent] : [...(SILENT.has(parent) ? [] : [parent]), key]
  return `${name.map((part) => SHORT[part] ?? words(part)).join(' ')} ${valueText(value)}`
}

function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function valueText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
