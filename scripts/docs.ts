// Writes docs/configuration.md from the configuration schema and the definitions in docs/findings.md from the rules:
// `node scripts/docs.ts`; a test tells when it has to be run.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { type JsonObject, type JsonValue, isJsonObject } from '../src/shared/config/assign.ts'
import { configurationJsonSchema } from '../src/shared/config/configuration.ts'
import { BUILT_IN_SETS, TASK_IDS } from '../src/shared/config/data.ts'
import { PRESETS } from '../src/shared/config/presets.ts'
import { USUAL_LEARNING_RATES, recommendedSettings } from '../src/shared/config/recommended.ts'
import { FINDINGS } from '../src/data/findings/registry.ts'
import type { FindingDescription } from '../src/shared/datasets/finding.ts'
import { packageRoot } from './setup/places.js'

export const CONFIGURATION_DOC = join(packageRoot, 'docs', 'configuration.md')
export const FINDINGS_DOC = join(packageRoot, 'docs', 'findings.md')

interface Setting {
  readonly path: string
  readonly schema: JsonObject
  readonly required: boolean
}

/** docs/configuration.md as the schema, the presets and the recommended settings have it now. */
export async function renderConfiguration(): Promise<string> {
  const schema = configurationJsonSchema() as JsonObject
  return formatMarkdown(
    [INTRODUCTION, presets(), recommended(), '## Settings', ...sections(schema, '', 3)].join('\n\n'),
  )
}

/** docs/findings.md with the table of all findings as their rules define them; what stands around the table is kept. */
export async function renderFindings(): Promise<string> {
  const [before = '', behind = ''] = readFileSync(FINDINGS_DOC, 'utf8').split(
    /<!-- findings -->[^]*<!-- \/findings -->/,
  )
  const groups = [...new Set(FINDINGS.map(({ group }) => group))]
  const parts = groups.flatMap((group) => [
    `### ${group}`,
    ...FINDINGS.filter((finding) => finding.group === group).map(findingText),
  ])
  return formatMarkdown([before, '<!-- findings -->', ...parts, '<!-- /findings -->', behind].join('\n\n'))
}

function findingText({ id, title, definition, fix, score, limits }: FindingDescription): string {
  const { below, from, above } = limits
  const marked = [
    ...(below === undefined ? [] : [`under ${below}`]),
    ...(from === undefined ? [] : [`from ${from} on`]),
    ...(above === undefined ? [] : [`over ${above}`]),
  ].join(' or ')
  const threshold = score
    ? ` Its score is kept of every pair${score.unit ? `, in ${score.unit}` : ''}; marked is what has it ${marked}.`
    : ''
  return `**${title}**, \`${id}\`. ${definition.replaceAll('<', '\\<')}${threshold} Fix: ${fix.title.charAt(0).toLowerCase()}${fix.title.slice(1)}.`
}

async function formatMarkdown(text: string): Promise<string> {
  const style: unknown = JSON.parse(readFileSync(join(packageRoot, '.prettierrc.json'), 'utf8'))
  return format(text, { ...(isJsonObject(style) ? style : {}), parser: 'markdown' })
}

/** A heading and a table for the scalar settings of an object, then the objects in it. */
function sections(schema: JsonObject, path: string, level: number): string[] {
  const inner: string[] = []
  const settings: Setting[] = []
  const required = Array.isArray(schema.required) ? schema.required : []
  for (const [key, property] of Object.entries(objectOf(schema.properties))) {
    if (!isJsonObject(property) || key === '$schema') continue
    const own = path === '' ? key : `${path}.${key}`
    const deeper = Math.min(level + (path === '' ? 0 : 1), 6)
    if (Array.isArray(property.oneOf)) inner.push(...alternatives(property, property.oneOf, own, deeper))
    else if (isJsonObject(property.properties)) inner.push(...section(property, own, deeper))
    else if (property.const === undefined)
      settings.push({ path: own, schema: property, required: required.includes(key) })
  }
  return [...(settings.length > 0 ? [table(settings)] : []), ...inner]
}

function section(schema: JsonObject, path: string, level: number): string[] {
  return [`${'#'.repeat(level)} ${textOf(schema.title)}: \`${path}\``, ...sections(schema, path, level)]
}

/** A union that is told apart by `kind`. */
function alternatives(schema: JsonObject, options: readonly JsonValue[], path: string, level: number): string[] {
  const parts = options.filter(isJsonObject).flatMap((option) => {
    const kind = textOf(objectOf(objectOf(option.properties).kind).const)
    const heading = `${'#'.repeat(Math.min(level + 1, 6))} ${textOf(option.title)}: \`${path}.kind\` = \`${kind}\``
    return [heading, ...sections(option, path, level + 1)]
  })
  const head = `${'#'.repeat(level)} ${textOf(schema.title)}: \`${path}\``
  return [head, `${textOf(schema.description)}. Its \`kind\` is one of the following.`, ...parts]
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => `| ${row(setting).map(escapeCell).join(' | ')} |`)
  return ['| Setting | Default | Values | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function row({ path, schema, required }: Setting): string[] {
  const fallback = required ? 'required' : schema.default === undefined ? 'none' : code(schema.default)
  return [code(path), fallback, valuesOf(schema), meaning(schema)]
}

function valuesOf(schema: JsonObject): string {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isJsonObject).map(valuesOf).join(' or ')
  if (Array.isArray(schema.enum)) return schema.enum.map(code).join(', ')
  switch (schema.type) {
    case 'integer':
      return `whole number${range(schema)}`
    case 'number':
      return `number${range(schema)}`
    case 'boolean':
      return '`true`, `false`'
    case 'array':
      return `list of at most ${textOf(schema.maxItems)} × {${Object.keys(objectOf(objectOf(schema.items).properties)).join(', ')}}`
    case 'null':
      return '`null`'
    default:
      return schema.maxLength === undefined ? 'text' : `text of at most ${textOf(schema.maxLength)} characters`
  }
}

function range({ minimum, maximum }: JsonObject): string {
  return minimum === undefined || maximum === undefined ? '' : `, ${textOf(minimum)} to ${textOf(maximum)}`
}

function meaning(schema: JsonObject): string {
  const unit = textOf(schema['x-unit'])
  const when = Object.entries(objectOf(schema['x-when'])).map(
    ([key, values]) => `${code(key)} ${(Array.isArray(values) ? values : [values]).map(code).join(' or ')}`,
  )
  return [
    `${textOf(schema.title)}: ${textOf(schema.description)}.`,
    unit === '' ? '' : `In ${unit}.`,
    when.length > 0 ? `Only with ${when.join(' and ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function presets(): string {
  const items = PRESETS.map(
    ({ id, description, settings }) => `- \`${id}\`: ${description}. It sets ${flatten(settings).join(', ')}.`,
  )
  return ['## Presets', items.join('\n')].join('\n\n')
}

function recommended(): string {
  const sources = [
    ...TASK_IDS.map((task) => ({ name: task, settings: recommendedSettings({ kind: 'task', task }) })),
    ...BUILT_IN_SETS.map((kind) => ({ name: kind, settings: recommendedSettings({ kind }) })),
  ]
  const items = sources.map(({ name, settings }) => `- \`${name}\`: ${flatten(settings).join(', ')}`)
  const rates = Object.entries(USUAL_LEARNING_RATES).map(([kind, rate]) => `${rate} for \`${kind}\``)
  return [
    '## Recommended settings',
    'A generated task, SCAN, the pronouncing dictionary and the compiler messages bring settings of their own. They lie under the preset and under whatever you set.',
    items.join('\n'),
    `They are meant for Adam. Where another optimizer is chosen, its usual learning rate lies over them: ${rates.join(', ')}.`,
  ].join('\n\n')
}

/** `model.encoder.layers=2`, as `--set` takes it. */
function flatten(settings: JsonObject, path = ''): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    isJsonObject(value) ? flatten(value, `${path}${key}.`) : [`\`${path}${key}=${textOf(value)}\``],
  )
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function code(value: JsonValue): string {
  return value === '' ? 'empty' : `\`${textOf(value)}\``
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<')
}

const INTRODUCTION = `# Configuration

<!-- Written by scripts/docs.ts from src/shared/config. Do not edit: change the schema, then run \`node scripts/docs.ts\`. -->

A run is described by one JSON object. Everything with a default may be left out; an unknown key, a wrong type, a value
out of bounds or two settings that clash are refused before anything is written, every problem with its path.

\`\`\`json
{
  "preset": "bigru-bahdanau",
  "seed": 7,
  "data": { "source": { "kind": "table", "train": "pairs.tsv" } },
  "training": { "steps": 4000 }
}
\`\`\`

Settings are laid over each other, the later winning: the defaults, the recommended settings of the data, the preset, the
configuration file, \`--task\` or \`--data\`, each \`--set\` in its order, \`--seed\` and \`--name\`. A \`data.source\` of another
\`kind\` replaces the earlier one whole. On the command line \`--set training.steps=500\` changes one setting; the value is
read as JSON where it is JSON, else as text. \`npx saccade schema\` prints the JSON Schema of all this, for an editor that
checks and completes.`

if (import.meta.main) {
  writeFileSync(CONFIGURATION_DOC, await renderConfiguration())
  writeFileSync(FINDINGS_DOC, await renderFindings())
}
