// The documentation against the repository: links, anchors, files, commands, flags and environment variables.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../scripts/setup/places.js'
import { createProgram } from '../src/cli/program.ts'
import { PRESETS } from '../src/shared/config/presets.ts'
import { SCORES, SPANS } from '../src/worker/attention/registry.ts'
import { METRIC_NAMES } from '../src/shared/metrics.ts'
import { TASK_IDS } from '../src/shared/config/data.ts'
import { anchorsOf, linksOf, withoutCode } from './support/markdown.ts'

const ENVIRONMENT = /\bSACCADE_[A-Z_]+\b/g

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(packageRoot, folder, name))
}

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(packageRoot, name)),
  ...filesBelow('docs', /\.md$/),
].map((path) => ({ name: relative(packageRoot, path), path, text: readFileSync(path, 'utf8') }))

const read = (name: string): string => readFileSync(join(packageRoot, name), 'utf8')

/** Every fault of every document, with the document's name. */
function faults(find: (text: string, path: string) => string[]): string[] {
  return documents.flatMap(({ name, path, text }) => find(text, path).map((fault) => `${name}: ${fault}`))
}

function named(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name)
}

it('links only to files and headings that exist', () => {
  const broken = faults((text, path) =>
    linksOf(text).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false // elsewhere; not looked at without network
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : resolve(dirname(path), file)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor)
    }),
  )
  expect(broken).toEqual([])
})

it('names only files that exist', () => {
  const missing = faults((text) =>
    named(text, /`((?:src|scripts|test|docs|bin|\.ci)\/[\w./-]*)`/g).filter(
      (name) => !/NAME|NNN/.test(name) && !existsSync(join(packageRoot, name)),
    ),
  )
  expect(missing).toEqual([])
})

it('names only npm scripts that exist', () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
  expect(faults((text) => named(text, /npm run ([\w-]+)/g).filter((name) => !(name in scripts)))).toEqual([])
})

it('uses only commands and flags that --help knows', () => {
  expect(documents.flatMap(({ text }) => commandLines(text)).length).toBeGreaterThan(20)
  expect(faults((text) => commandLines(text).flatMap(faultsOf))).toEqual([])
})

const program = createProgram(() => undefined)

/** What follows `saccade` in code: a command with its flags. */
function commandLines(text: string): string[] {
  const code = Array.from(text.matchAll(/```\w*\n[\s\S]*?```|`[^`\n]+`/g), ([match]) => match)
  return code
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => Array.from(line.matchAll(/npx saccade ([^`|>#]*)/g), ([, rest = '']) => rest.trim()))
}

function faultsOf(line: string): string[] {
  const [name = '', ...words] = line.split(/\s+/)
  if (name === 'COMMAND') return []
  const command = name.startsWith('-') ? program : program.commands.find((known) => known.name() === name)
  if (!command) return [`there is no command ${name}`]
  // Where none of its own commands is named, the usual one is meant.
  const usual: unknown = Reflect.get(command, '_defaultCommandName')
  const deeper =
    command.commands.find((known) => known.name() === words[0]) ??
    command.commands.find((known) => known.name() === usual)
  const known = flagsIn((deeper ?? command).helpInformation())
  const used = (command === program ? [name, ...words] : words).filter((word) => word.startsWith('--'))
  return used.filter((flag) => !known.includes(flag)).map((flag) => `${name} has no ${flag}`)
}

function flagsIn(text: string): string[] {
  return Array.from(text.matchAll(/--[a-z][\w-]*/g), ([flag]) => flag)
}

describe('docs/command-line.md', () => {
  const sections = new Map(
    read('docs/command-line.md')
      .split(/^## /m)
      .map((section) => [/^saccade ([\w-]+)/.exec(section)?.[1] ?? section.split('\n')[0] ?? '', section] as const),
  )
  const common = flagsIn(sections.get('Common to all') ?? '')

  it.each(program.commands.map((command) => command.name()))('describes every flag of %s, and no others', (name) => {
    const command = program.commands.find((known) => known.name() === name)
    const section = sections.get(name)
    expect(section, `the section “saccade ${name}”`).toBeDefined()
    const described = Array.from(
      (section ?? '').matchAll(/^- `(--[\w-]+)|(?:,| and) `(--[a-z][\w-]*)/gm),
      (match) => match[1] ?? match[2],
    )
    const options = [command, ...(command?.commands ?? [])].flatMap((one) => one?.options ?? [])
    const there = new Set(flagsIn(options.map(({ flags }) => flags).join(' ')))
    expect([...there].filter((flag) => !common.includes(flag) && !flagsIn(section ?? '').includes(flag))).toEqual([])
    expect(described.filter((flag) => flag !== undefined && !there.has(flag))).toEqual([])
  })
})

describe('tables of names', () => {
  const lines = (name: string) => read(name).split('\n')
  it('docs/training.md defines every metric', () => {
    const defined = lines('docs/training.md').flatMap((line) => /^\| `(\w+\/\w+)`/.exec(line)?.[1] ?? [])
    expect(defined.sort()).toEqual([...METRIC_NAMES].sort())
  })

  it('docs/models.md describes every score, span and preset', () => {
    const described = lines('docs/models.md').flatMap((line) => /^(?:\| |- )`([\w-]+)`/.exec(line)?.[1] ?? [])
    const wanted = [...Object.keys(SCORES), ...Object.keys(SPANS), ...PRESETS.map(({ id }) => id)]
    expect(wanted.filter((name) => !described.includes(name))).toEqual([])
  })

  it('docs/data.md describes every task', () => {
    const described = lines('docs/data.md').flatMap((line) => /^\| `(\w+)`/.exec(line)?.[1] ?? [])
    expect(TASK_IDS.filter((id) => !described.includes(id))).toEqual([])
  })

  it('docs/engine.md knows the environment variables that the program reads, and nobody writes of others', () => {
    const sources = [...filesBelow('src', /\.(ts|js)$/), ...filesBelow('scripts', /\.(ts|js)$/)]
    const program = sources.filter((path) => !/\.test\.|scripts\/test/.test(path))
    const kernels = filesBelow('src', /\.cc$/).flatMap((path) =>
      named(readFileSync(path, 'utf8'), /getenv\("(SACCADE_\w+)"\)/g),
    )
    const readThere = new Set([
      ...program.flatMap((path) => readFileSync(path, 'utf8').match(ENVIRONMENT) ?? []),
      ...kernels,
    ])
    const described = new Set(read('docs/engine.md').match(ENVIRONMENT) ?? [])
    expect([...readThere].filter((name) => !described.has(name))).toEqual([])
    const everywhere = documents.flatMap(({ text }) => text.match(ENVIRONMENT) ?? [])
    expect(everywhere.filter((name) => !readThere.has(name))).toEqual([])
  })
})

it('docs/decisions/README.md lists every note, in order', () => {
  const notes = readdirSync(join(packageRoot, 'docs', 'decisions')).filter((name) => name !== 'README.md')
  const listed = linksOf(withoutCode(read('docs/decisions/README.md')))
  expect(listed).toEqual(notes.sort())
})
